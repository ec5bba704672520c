import type { GeneratedFile } from '../../generator/index.js';
import type { HostProject } from './host-project.js';
import { functionSource } from './function-source.js';
import { hostSource, mainSource, providerSource, testSource } from './host-source.js';
import { readmeText } from './readme-text.js';

/** Versions of what a project is compiled with. */
export const TOOL_VERSIONS = { '@types/node': '20.19.43', typescript: '7.0.2' } as const;

/** All files of a project, by path below its folder. */
export function projectFiles(project: HostProject): GeneratedFile[] {
  const { own, sources, host, guest } = project;
  return [
    { path: 'package.json', text: json(manifest(project)) },
    { path: 'tsconfig.json', text: config(hostConfig) },
    { path: 'README.md', text: readmeText(project) },
    { path: '.gitignore', text: 'node_modules/\ndist/\n' },
    { path: 'src/host.ts', text: hostSource(project) },
    { path: 'src/host.test.ts', text: testSource(project) },
    { path: 'src/main.ts', text: mainSource(project) },
    ...own.map((one) => ({
      path: `src/providers/${one.module}.ts`,
      text: providerSource(one),
    })),
    ...below('src/gen', host),
    { path: 'function/tsconfig.json', text: config(functionConfig) },
    { path: 'function/src/index.ts', text: functionSource(project) },
    ...below('function/src/gen', guest),
    ...sources,
  ];
}

function manifest({ name, dependencies, worldName, sources }: HostProject): object {
  const generate = (target: string, folder: string): string =>
    `host-bindings generate wit --world ${worldName} --target ${target} --out ${folder}`;
  return {
    name,
    version: '0.0.0',
    private: true,
    type: 'module',
    scripts: {
      build: 'tsc && tsc -p function && wajs build function/src/index.ts --name sample -o dist',
      start: 'npm run build && node dist/main.js',
      test: 'npm run build && node --test dist/host.test.js',
      ...(sources.length === 0
        ? {}
        : {
            generate: `${generate('ts-host', 'src/gen')} && ${generate('js-guest', 'function/src/gen')}`,
          }),
    },
    dependencies,
    devDependencies: TOOL_VERSIONS,
    engines: { node: '>=20.19' },
  };
}

const strict = {
  target: 'es2022',
  module: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
};

const hostConfig = {
  compilerOptions: {
    ...strict,
    lib: ['es2023', 'esnext.disposable'],
    types: ['node'],
    rootDir: 'src',
    outDir: 'dist',
    noEmitOnError: true,
  },
  include: ['src'],
};

const functionConfig = {
  compilerOptions: { ...strict, lib: ['es2023', 'esnext.disposable'], types: [], noEmit: true },
  include: ['src'],
};

function below(folder: string, files: readonly GeneratedFile[]): GeneratedFile[] {
  return files.map(({ path, text }) => ({ path: `${folder}/${path}`, text }));
}

/** A `tsconfig.json`: formatters put short lists on one line there, other than in `package.json`. */
function config(value: object): string {
  return json(value).replaceAll(/\[\s+([^\]]*?)\s+\]/g, (_, items: string) => {
    return `[${items.replaceAll(/\s*\n\s*/g, ' ')}]`;
  });
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
