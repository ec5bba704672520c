import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { emit, parseWit, readSources } from '../../packages/host-bindings/src/generator/index.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What this test uses of TypeScript's language service. */
interface Compiler {
  createLanguageService(host: object): LanguageService;
  displayPartsToString(parts: unknown): string;
  getDefaultLibFilePath(options: object): string;
  readonly ScriptSnapshot: { fromString(text: string): unknown };
  readonly sys: { fileExists(path: string): boolean; readFile(path: string): string | undefined };
}

interface LanguageService {
  getQuickInfoAtPosition(file: string, at: number): QuickInfo | undefined;
  getCompletionsAtPosition(file: string, at: number, options: object): Completions | undefined;
}

interface QuickInfo {
  readonly displayParts: unknown;
  readonly documentation: unknown;
  readonly tags?: readonly { readonly name: string; readonly text: unknown }[];
}

interface Completions {
  readonly entries: readonly { readonly name: string }[];
}

// The compiler of this repository has no language service in JavaScript; that of the API docs has one.
const require = createRequire(join(root, 'tools/api-docs/package.json'));
const ts = require('typescript') as Compiler;

/** A service over what is emitted for the example's interface, and one more file. */
async function openEditor(
  target: 'ts-host' | 'js-guest' | 'as-guest',
  text: string,
): Promise<LanguageService> {
  const { world } = await parseWit(readSources(join(root, 'examples/own-interface/wit')));
  const emitted = emit({ worlds: [world], target });
  const files = new Map(emitted.map((one) => [`/${one.path}`, one.text]));
  files.set('/user.ts', text);
  const readFile = (path: string): string | undefined => files.get(path) ?? ts.sys.readFile(path);
  const built = {
    '@org/host-bindings/codegen-v1': 'packages/host-bindings/dist/codegen-v1/index.d.ts',
    '@org/wajs/codegen-v1': 'packages/wajs/dist/guest/codegen-v1/index.d.ts',
  };
  return ts.createLanguageService({
    getScriptFileNames: () => [...files.keys()],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path: string) => {
      const found = readFile(path);
      return found === undefined ? undefined : ts.ScriptSnapshot.fromString(found);
    },
    getCurrentDirectory: () => '/',
    getCompilationSettings: () => ({
      // ES2022, and what Node makes of modules.
      target: 9,
      module: 199,
      moduleResolution: 99,
      strict: true,
      types: [],
      paths: Object.fromEntries(
        Object.entries(built).map(([name, path]) => [name, [join(root, path)]]),
      ),
    }),
    getDefaultLibFileName: (options: object) => ts.getDefaultLibFilePath(options),
    fileExists: (path: string) => files.has(path) || ts.sys.fileExists(path),
    readFile,
  });
}

/** What an editor shows over a place: the declaration, the docs, the tags. */
function hover(service: LanguageService, at: number): string[] {
  const {
    displayParts,
    documentation,
    tags = [],
  } = service.getQuickInfoAtPosition('/user.ts', at)!;
  const shown = [displayParts, documentation].map((parts) => ts.displayPartsToString(parts));
  return [...shown, ...tags.map((tag) => `@${tag.name} ${ts.displayPartsToString(tag.text)}`)];
}

const DOCS =
  'What one euro costs in a currency.\n\nWIT: `latest: func(currency: string) -> result<f64, problem>`';

test('over an override in a provider, an editor shows the docs of the interface', async () => {
  const text = `import { RatesBase } from './rates.js';
class Mine extends RatesBase {
  override latest(currency: string) { return currency.length; }
}
new Mine().`;
  const service = await openEditor('ts-host', text);
  expect(hover(service, text.indexOf('latest'))).toEqual([
    '(method) Mine.latest(currency: string): number',
    DOCS,
    '@throws ResultError of `problem`',
  ]);
  const names = service.getCompletionsAtPosition('/user.ts', text.length, {})!.entries;
  expect(names.map((one) => one.name)).toEqual(['latest']);
});

test('over what a guest calls, an editor shows the signature, the docs and the error', async () => {
  const text = `import { latest } from './rates.js';\nlatest('CHF');`;
  const service = await openEditor('js-guest', text);
  expect(hover(service, text.lastIndexOf('latest'))).toEqual([
    '(alias) latest(currency: string): number\nimport latest',
    DOCS,
    '@throws WajsError of `problem`',
  ]);
});

test('in AssemblyScript, an editor shows the docs of functions and cases', async () => {
  const text = `import { latest, Problem, ProblemTag } from './rates';
latest('CHF'); Problem.closed(); ProblemTag.UnknownCurrency;`;
  const service = await openEditor('as-guest', text);
  expect(hover(service, text.indexOf('latest('))).toEqual([
    '(alias) latest(currency: string): Result<f64, Problem>\nimport latest',
    DOCS,
  ]);
  expect(hover(service, text.indexOf('closed'))).toContain('The market is closed.');
  expect(hover(service, text.indexOf('UnknownC'))).toContain('There is no such currency.');
});
