/**
 * Which folder may import which: ARCHITECTURE.md, "Direction of imports", as rules for
 * dependency-cruiser. It sees each source as JavaScript with its type imports kept, tests left out.
 */

/** Folders of packages/host-bindings/src, and the other ones that each may import. */
const hostBindings = {
  model: [],
  printer: [],
  'codegen-v1': [],
  wit: ['model'],
  abi: ['model'],
  emitters: ['model', 'abi', 'printer'],
  generator: ['model', 'wit', 'emitters', 'printer'],
  contract: ['codegen-v1'],
  linker: ['model'],
  runtime: ['contract', 'codegen-v1', 'linker'],
  providers: ['contract', 'codegen-v1'],
  cli: ['generator', 'runtime', 'linker'],
};

/** Folders of packages/wajs/src, likewise. */
const wajs = {
  guest: [],
  engine: [],
  build: ['engine'],
  cli: ['build', 'engine'],
};

/** Folders of packages/assemblyscript-sdk/src, likewise. */
const assemblyscriptSdk = {
  build: [],
};

/** Subpaths of `@org/host-bindings` that a folder may name. A folder that is not here may name all. */
const subpaths = {
  'packages/host-bindings/src/contract': ['codegen-v1'],
  'packages/wajs/src/guest': [],
  'packages/assemblyscript-sdk/src/build': ['generator', 'linker'],
};

/** Folders that compute and do nothing else: no files, no sockets, no clock of Node's. */
const pure = ['model', 'printer', 'abi', 'emitters', 'codegen-v1', 'contract'];

/** What also runs in browsers: the runtime without its adapter for Node, and what it stands on. */
const portable = [
  '(browser|assemble-host)\\.js$',
  'codegen-v1/',
  'contract/',
  'linker/',
  'runtime/(?!node/)',
  'providers/[^/]+$',
  'providers/(memory|browser)/',
];

/** Third-party code, and the one folder that knows it. */
const confined = {
  lmdb: 'packages/host-bindings/src/providers/lmdb/',
  undici: 'packages/host-bindings/src/providers/http/',
  'ipaddr\\.js': 'packages/host-bindings/src/providers/http/',
  '@bytecodealliance/jco-transpile': 'packages/host-bindings/src/wit/',
  commander: 'packages/[^/]+/src/cli/',
  assemblyscript: 'packages/assemblyscript-sdk/src/build/',
  '@org/assemblyscript-sdk': 'packages/wajs/src/build/',
  esbuild: 'packages/wajs/src/(build|engine)/',
};

/**
 * @param {string} name
 * @param {string} comment
 * @param {object} from
 * @param {object} to
 */
function forbid(name, comment, from, to) {
  return { name, comment, severity: /** @type {const} */ ('error'), from, to };
}

/**
 * @param {string} src
 * @param {Record<string, readonly string[]>} folders
 */
function forbidAcross(src, folders) {
  return Object.entries(folders).map(([folder, others]) => {
    const comment = `${folder} may import ${others.join(', ') || 'nothing else'}`;
    const allowed = [folder, ...others].join('|');
    const to = { path: '^packages/', pathNot: `^${src}/(${allowed})/` };
    return forbid(`${folder}-imports`, comment, { path: `^${src}/${folder}/` }, to);
  });
}

const folderRules = [
  ...forbidAcross('packages/host-bindings/src', hostBindings),
  ...forbidAcross('packages/wajs/src', wajs),
  ...forbidAcross('packages/assemblyscript-sdk/src', assemblyscriptSdk),
];

const subpathRules = Object.entries(subpaths).map(([folder, names]) => {
  const pathNot = `^@org/host-bindings/(${names.join('|') || '(?!)'})$`;
  const comment = `${folder} may name ${names.join(', ') || 'no package of ours'}`;
  return forbid(
    `own-packages-${folder}`,
    comment,
    { path: `^${folder}/` },
    { path: '^@org/', pathNot },
  );
});

const confinedRules = Object.entries(confined).map(([name, folder]) =>
  forbid(
    `confined-${name}`,
    `only ${folder} knows it`,
    { pathNot: `^${folder}` },
    { path: `^${name}($|/)` },
  ),
);

module.exports = {
  folders: {
    'packages/host-bindings/src': Object.keys(hostBindings),
    'packages/wajs/src': Object.keys(wajs),
    'packages/assemblyscript-sdk/src': Object.keys(assemblyscriptSdk),
  },
  forbidden: [
    ...folderRules,
    ...subpathRules,
    ...confinedRules,
    forbid(
      'packages-meet-through-exports',
      'import the other package by its name',
      { path: '^packages/([^/]+)/' },
      { path: '^packages/', pathNot: '^packages/$1/' },
    ),
    forbid(
      'one-way',
      'wajs depends on host-bindings, never the other way',
      { path: '^packages/host-bindings/' },
      { path: '^@org/', pathNot: '^@org/host-bindings/codegen-v1$' },
    ),
    forbid(
      'emitters-are-peers',
      'an emitter never imports another one; what TypeScript targets share is in typescript/, what all share in naming/',
      { path: '^packages/host-bindings/src/emitters/([^/]+)/' },
      { path: '/emitters/[^/]+/', pathNot: '/emitters/($1|typescript|naming)/' },
    ),
    forbid(
      'providers-are-peers',
      'a provider never imports another one',
      { path: '^packages/host-bindings/src/providers/([^/]+)/' },
      { path: '/providers/[^/]+/', pathNot: '/providers/$1/' },
    ),
    forbid(
      'no-node-in-the-guest',
      'there is no Node inside the sandbox',
      { path: '^packages/wajs/src/guest/' },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'pure',
      'only cli/ and the adapters of runtime/ touch files and sockets',
      { path: `^packages/host-bindings/src/(${pure.join('|')})/` },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'no-node-in-the-host-core',
      'it runs in browsers; put what needs Node into runtime/node/ or a provider of its own',
      { path: `^packages/host-bindings/src/(${portable.join('|')})` },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'nothing-of-node-behind-the-browser-entry',
      'a browser has neither the adapter for Node nor the providers that need it',
      { path: '^packages/host-bindings/src/browser\\.js$' },
      {
        path: '^packages/host-bindings/src/(runtime/node|providers/(lmdb|system|http))/',
        reachable: true,
      },
    ),
    forbid(
      'cli-uses-public-parts',
      'import the index of the folder',
      { path: '^packages/[^/]+/src/cli/' },
      { path: '^packages/', pathNot: '(/src/cli/|/index\\.js$)' },
    ),
  ],
};
