import type { ExportedInterface, HostProject } from './host-project.js';
import { hostMaker } from './host-source.js';

/** `README.md` of a project. */
export function readmeText(project: HostProject): string {
  const { name, dependencies, worldId, own, exported, sources, contract } = project;
  const rows = [
    ['`src/host.ts`', `\`${hostMaker(project)}\`: the host, its providers and its policy`],
    ['`src/main.ts`', 'serves one function: `npm start`, or `node dist/main.js other.wajs`'],
    ['`src/host.test.ts`', 'what holds before you change a line: `npm test`'],
    ...own.map((one) => [
      `\`src/providers/${one.module}.ts\``,
      `answers \`${one.name}\`: override what you offer`,
    ]),
    ...(own.length + exported.length === 0
      ? []
      : [
          [
            '`src/gen/`, `function/src/gen/`',
            'emitted from the WIT, for the host and for functions',
          ],
        ]),
    ...(sources.length === 0 ? [] : [['`wit/`', 'the WIT; after a change, `npm run generate`']]),
    ['`function/`', 'a sample function, which the tests and `npm start` use'],
  ];
  return [
    `# ${name}`,
    '',
    `A host for functions of the world \`${worldId}\`.`,
    '',
    '```sh',
    'npm install',
    'npm test',
    'npm start        # http://127.0.0.1:8787/?name=Ada',
    '```',
    '',
    ...(Object.values(dependencies).some((one) => one.startsWith('file:')) ? [] : [registryText]),
    ...rows.map(([file, what]) => `- ${file}: ${what}`),
    '',
    '## Go on',
    '',
    ...(own.length === 0 ? [] : ownText(project)),
    ...exported.map(exportText),
    ...(contract.includes('kv') ? [contractText] : []),
    "- Let functions reach other hosts: `createHttp({ allow: ['api.example.com'] })` as `providers.http`.",
    '- Write a function: `npx wajs build src/index.ts -o dist` in its folder, then `node dist/main.js <file>` here.',
    '- See what a function needs before you load it: `npx host-bindings explain <file>`.',
    '',
  ].join('\n');
}

const registryText =
  'Where `npm install` ends with E404, no registry has `@org/host-bindings` and `@org/wajs` yet: install their tarballs, as `npm pack` makes them, with `npm install <path of both>`.\n';

const contractText =
  '- Keep data: `openLmdbKv({ path })` of `@org/host-bindings/providers/lmdb` (`npm install lmdb@3.5.6`) in place of `createMemoryKv()`. Or extend `KvBase` of `@org/host-bindings/contract`: what you do not override answers `unavailable`.';

function ownText({ own }: HostProject): string[] {
  const [first] = own;
  return [
    `- Offer something: override a method in \`src/providers/${first!.module}.ts\`. Until then a function that calls it gets the error \`unavailable\`, with the function's name.`,
  ];
}

function exportText({ name, module, constant }: ExportedInterface): string {
  return `- Call \`${name}\` of a function that serves it: \`using session = await fn.open(); session.bind(${constant})\`, with \`${constant}\` of \`src/gen/${module}.js\`.`;
}
