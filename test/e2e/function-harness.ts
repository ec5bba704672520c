import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type BoundInterface,
  createHost,
  type Host,
  type HostOptions,
  type LoadedFunction,
  type LoadOptions,
  type Providers,
} from '@org/host-bindings';
import { buildFunction, type BuiltFunction } from '@org/wajs/build';
import { readEngine } from '@org/wajs/engine';
import { afterAll } from 'vitest';

/** One line of the host's log. */
export interface LogRecord {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly functionName: string;
  readonly requestId: string;
}

/** A host whose log is kept. */
export interface LoggedHost {
  readonly host: Host;
  readonly logs: LogRecord[];
  /** Builds and loads a function from source text. */
  load(source: string, options?: LoadOptions): Promise<LoadedFunction>;
}

/** Options of {@link startHost}: those of a host that tests differ in. */
export interface LoggedHostOptions extends Omit<HostOptions, 'providers' | 'interfaces'> {
  readonly providers?: Partial<Providers>;
  readonly interfaces?: readonly BoundInterface[];
}

const folders: string[] = [];
const hosts: Host[] = [];

afterAll(async () => {
  for (const host of hosts.splice(0)) host.dispose();
  await Promise.all(
    folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })),
  );
});

/** A folder that goes when the suite ends, with files of some names and contents. */
export async function makeFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'wajs-e2e-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return folder;
}

/** Builds a function from the text of `index.ts`, and of further files beside it. */
export async function buildSource(
  source: string,
  { name = 'subject', files = {} }: { name?: string; files?: Record<string, string> } = {},
): Promise<BuiltFunction> {
  const root = await makeFolder({ 'index.ts': source, ...files });
  return buildFunction({ entry: join(root, 'index.ts'), name, root });
}

/** A host with the universal engine that keeps its log, and grants kv and cache where it has them. */
export async function startHost(options: LoggedHostOptions = {}): Promise<LoggedHost> {
  const logs: LogRecord[] = [];
  const {
    providers,
    policy = { interfaces: ['kv', 'cache', 'config'] },
    limits,
    ...rest
  } = options;
  const host = createHost({
    engine: await readEngine(),
    policy,
    // A busy machine is not what these tests are about, and what they log is compared.
    limits: { cpuSoftMs: 60_000, ...limits },
    ...rest,
    providers: {
      logging: {
        log: (level, message, fields, { functionName, requestId }) => {
          const named = Object.fromEntries(fields.map(({ name, value }) => [name, value.val]));
          logs.push({ level, message, fields: named, functionName, requestId });
        },
      },
      ...providers,
    },
  });
  hosts.push(host);
  return {
    host,
    logs,
    load: async (source, loadOptions) =>
      host.load((await buildSource(source)).artifact, loadOptions),
  };
}

/** A request of the Fetch standard for a path, with what else is given. */
export function ask(path = '/', init: RequestInit = {}): Request {
  return new Request(new URL(path, 'http://function.test'), init);
}

/** The members of a problem that a client is told of. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly requestId: string;
}

/** A response's status, media type and problem. */
export async function readProblem(
  response: Response,
): Promise<{ status: number; type: string | null; problem: ProblemBody }> {
  const type = response.headers.get('content-type');
  return {
    status: response.status,
    type,
    problem: JSON.parse(await response.text()) as ProblemBody,
  };
}
