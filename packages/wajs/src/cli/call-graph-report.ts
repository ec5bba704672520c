import { basename, dirname, extname, resolve } from 'node:path';
import {
  type MemoryRpc,
  renderCallMermaid,
  renderCallTable,
} from '@org/host-bindings/providers/memory';
import { writeArtifact } from '../build/index.js';
import { UsageError } from './report-error.js';

/** Most methods, by caller and service, that are kept apart. */
export const measuredEdges = 1000;

/**
 * Writes who called whom: as JSON to the file, as Mermaid beside it (`.mmd`), and as a table to standard
 * error.
 *
 * @throws {UsageError} where the folder of the file cannot be written to.
 */
export async function reportCallGraph(rpc: MemoryRpc, file: string): Promise<void> {
  const graph = rpc.graph();
  const folder = dirname(resolve(file));
  const name = basename(file, extname(file));
  const json = new TextEncoder().encode(`${JSON.stringify(graph, undefined, 2)}\n`);
  const mermaid = new TextEncoder().encode(renderCallMermaid(graph));
  try {
    await writeArtifact(folder, basename(file), json);
    await writeArtifact(folder, `${name}.mmd`, mermaid);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`--call-graph "${file}" cannot be written: ${reason}`, { cause });
  }
  console.error(renderCallTable(graph).trimEnd());
}
