import { createHash } from 'node:crypto';
import { Diagnostic } from '../../generator/index.js';
import {
  inspectBinary,
  isArtifact,
  isWebAssembly,
  LinkError,
  type Inspection,
  type Part,
  type Plan,
} from '../../linker/index.js';
import {
  describeGuest,
  describeWasi,
  grantName,
  type GuestDescription,
  isOfContract,
} from '../../runtime/index.js';
import { readInput } from '../read-input.js';
import { capabilitiesOf, isWasi } from './capabilities.js';
import { explainArtifact } from './explain-artifact.js';
import { groupFunctions, splitExport } from './interface-functions.js';
import type {
  AmbientInterface,
  ExplainedInterface,
  ExplainedPart,
  Explanation,
} from './explanation.js';

const pageBytes = 65_536;

/**
 * What a file is, what it needs and what it is made of.
 * @throws Diagnostic where there is no such file, or it is neither an artifact nor WebAssembly that
 * means something to a host, or is damaged.
 */
export async function explainFile(file: string): Promise<Explanation> {
  const bytes = readInput(file);
  try {
    if (isArtifact(bytes)) return explainArtifact(file, bytes);
    if (!isWebAssembly(bytes)) throw notWebAssembly(file);
    const inspection = inspectBinary(bytes);
    if (inspection.kind === 'core module') throw coreModule(file);
    return await explainBinary(file, bytes, inspection);
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    const { code, rawMessage: message, hint } = error;
    throw new Diagnostic({ code: `file-${code}`, file, message, hint, cause: error });
  }
}

async function explainBinary(
  file: string,
  bytes: Uint8Array,
  inspection: Inspection,
): Promise<Explanation> {
  const { kind, plan, module, memory, tables, problem } = inspection;
  const isRing = plan?.exports.some((one) => isRingHandler(one.interface)) ?? false;
  let description: GuestDescription | undefined;
  let reason = problem?.rawMessage ?? null;
  const isAsked = isRing && kind === 'component';
  if (isAsked && module !== undefined) {
    try {
      description = await describeGuest(module);
    } catch (error) {
      reason = (error as Error).message;
    }
  }
  const imports = importsOf(inspection, plan);
  const own = imports.filter((one) => !isWasi(one.interface));
  const isIdle = plan?.exports.length === 0 && calledInterfaces(own).length === 0;
  return {
    file,
    kind: kind === 'component' ? 'component' : 'linked-module',
    name: null,
    size: bytes.length,
    parts: inspection.parts.map(toExplainedPart),
    contract: description?.contract ?? contractOf(inspection, plan),
    carrier: plan === undefined ? null : isRing ? 'ring' : isIdle ? 'none' : 'direct',
    engine:
      isRing && module !== undefined ? createHash('sha256').update(module).digest('hex') : null,
    capabilities:
      isRing && description === undefined
        ? null
        : capabilitiesOf(description?.imports ?? calledInterfaces(own)),
    imports: own,
    ambient: imports.filter((one) => isWasi(one.interface)).map(toAmbient),
    exports: plan === undefined ? [] : exportsOf(plan, description),
    memory:
      memory === undefined
        ? null
        : {
            bytes: memory.minimum * pageBytes,
            maximum: memory.maximum === undefined ? null : memory.maximum * pageBytes,
          },
    tables:
      plan === undefined
        ? null
        : tables.map(({ minimum, maximum }) => ({ entries: minimum, maximum: maximum ?? null })),
    runs: { ok: reason === null, reason },
  };
}

function isRingHandler(name: string): boolean {
  return isOfContract(name) && grantName(name) === 'ring-handler';
}

/** Interfaces with a function that is called: what a policy is asked about. */
function calledInterfaces(imports: readonly ExplainedInterface[]): string[] {
  return imports
    .filter(({ functions }) => functions === null || functions.length > 0)
    .map((one) => one.interface);
}

/** Interfaces that are imported, each with the functions that can be reached. */
function importsOf({ imports }: Inspection, plan: Plan | undefined): ExplainedInterface[] {
  const reached = groupFunctions(
    (plan?.imports ?? []).flatMap(({ meaning }) => (meaning.kind === 'lower' ? [meaning] : [])),
  );
  const idle = imports
    .filter((name) => !reached.some((one) => one.interface === name))
    .map((name) => ({ interface: name, functions: plan === undefined ? null : [] }));
  return [...reached, ...idle].toSorted((a, b) => (a.interface < b.interface ? -1 : 1));
}

function exportsOf(plan: Plan, description: GuestDescription | undefined): ExplainedInterface[] {
  const described = description?.exports.map(splitExport) ?? [];
  return groupFunctions([...plan.exports, ...described]);
}

function contractOf({ imports }: Inspection, plan: Plan | undefined): string | null {
  const names = [...imports, ...(plan?.exports ?? []).map((one) => one.interface)];
  const name = names.find(isOfContract);
  const version = name?.split('@')[1];
  return version === undefined ? null : `wajs:platform@${version}`;
}

function toAmbient({ interface: name, functions }: ExplainedInterface): AmbientInterface {
  return {
    interface: name,
    functions: (functions ?? []).map((one) => ({
      name: one,
      answer: describeWasi(name, one) ?? null,
    })),
  };
}

function toExplainedPart({ name, bytes, parts }: Part): ExplainedPart {
  return { name, bytes, inflated: null, parts: parts.map(toExplainedPart) };
}

function notWebAssembly(file: string): Diagnostic {
  return new Diagnostic({
    code: 'not-webassembly',
    message: `"${file}" is neither WebAssembly nor an artifact of wajs`,
    hint: 'pass a component (.wasm), an artifact of wajs (.wajs), or a linked module',
  });
}

function coreModule(file: string): Diagnostic {
  return new Diagnostic({
    code: 'core-module',
    message: `"${file}" is a core WebAssembly module, which does not say what its imports mean`,
    hint: 'wrap it with "wasm-tools component new" and pass the component',
  });
}
