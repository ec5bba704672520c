// Fuzzes one target with jazzer.js: `npm run fuzz -- wit --seconds 600`. What it finds worth keeping is
// added to test/fuzz/corpus/<target>, which the tests replay; an input that crashes is kept there too.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const suite = join(root, 'test/fuzz');
/** Largest input that is kept: more says nothing new and slows the tests. */
const mostBytes = 4096;
/** Most inputs of a target that are kept beside the seeds. */
const mostInputs = 60;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    libc: { type: 'string' },
  },
});
const [target] = positionals;
const targets = readdirSync(join(suite, 'targets')).map((name) => basename(name, '.ts'));
if (target === undefined || !targets.includes(target)) {
  console.error(`name a target: ${targets.join(', ')}; for example: npm run fuzz -- ${targets[0]}`);
  process.exit(2);
}

const kept = join(suite, 'corpus', target);
// Below the root, so that the bundle finds the packages that it imports.
mkdirSync(join(root, 'build'), { recursive: true });
const work = mkdtempSync(join(root, `build/fuzz-${target}-`));
const found = join(work, 'corpus');
mkdirSync(found);
mkdirSync(kept, { recursive: true });
const bundle = await bundleTarget(target);
const started = Date.now();
const code = await runJazzer();
const outcome = keepFindings();
const seconds = Math.round((Date.now() - started) / 1000);
console.log(
  `${target}: ${seconds} s, ${outcome.crashes} findings, ${outcome.added} inputs added to ${kept}`,
);
rmSync(work, { recursive: true });
process.exitCode = code === 0 && outcome.crashes === 0 ? 0 : 1;

/** @param {string} name */
async function bundleTarget(name) {
  const outfile = join(work, `${name}.mjs`);
  await build({
    entryPoints: [join(suite, 'targets', `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    // Modules that look for files beside themselves find those of the source tree.
    banner: { js: `const importMetaUrl = ${JSON.stringify(sourceUrl())};` },
    define: { 'import.meta.url': 'importMetaUrl' },
    logLevel: 'error',
  });
  return outfile;
}

function sourceUrl() {
  return new URL('../../packages/host-bindings/src/wit/wasm-tools.ts', import.meta.url).href;
}

/** @returns {Promise<number>} */
function runJazzer() {
  const require = createRequire(import.meta.url);
  const cli = join(dirname(require.resolve('@jazzer.js/core')), 'cli.js');
  const dictionary = join(suite, `${target}.dict`);
  const args = [
    cli,
    bundle,
    found,
    kept,
    '--timeout',
    '60000',
    '--',
    `-max_total_time=${values.seconds}`,
    `-max_len=${mostBytes}`,
    `-artifact_prefix=${work}/`,
    '-print_final_stats=1',
    ...(existsSync(dictionary) ? [`-dict=${dictionary}`] : []),
  ];
  const [command, ...rest] = withLibc([process.execPath, ...args]);
  return new Promise((resolve, reject) => {
    const child = spawn(command, rest, { cwd: work, stdio: 'inherit' });
    child.on('error', reject);
    // jazzer.js aborts after its last line where the target is asynchronous: findings tell what happened.
    child.on('exit', (status, signal) => resolve(signal === 'SIGABRT' ? 0 : (status ?? 1)));
  });
}

/**
 * jazzer.js is built for glibc 2.38. On an older system, `--libc` names a folder with the libraries of
 * a newer one (unpacked from Debian's libc6, libstdc++6 and libgcc-s1), and its loader starts Node.
 * @param {[string, ...string[]]} command
 * @returns {[string, ...string[]]}
 */
function withLibc(command) {
  if (values.libc === undefined) {
    const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (
      process.report.getReport()
    );
    const version = header.glibcVersionRuntime ?? '';
    const [, minor = '99'] = version.split('.');
    if (process.platform === 'linux' && Number(minor) < 38) {
      console.error(
        `jazzer.js needs glibc 2.38, this system has ${version}; pass --libc <folder> with a newer one (CONTRIBUTING.md says how)`,
      );
      process.exit(2);
    }
    return command;
  }
  const loader = join(values.libc, 'ld-linux-x86-64.so.2');
  return [loader, '--library-path', values.libc, ...command];
}

/** Copies findings to the kept corpus, the largest first, which reach most, under names made of their content. */
function keepFindings() {
  const names = readdirSync(kept);
  const room = mostInputs - names.filter((name) => !name.startsWith('seed-')).length;
  // An abort at the end leaves an empty artifact, which says nothing.
  const crashes = readdirSync(work).filter(
    (name) =>
      /^(?:crash|timeout|oom|slow-unit)-/.test(name) && readFileSync(join(work, name)).length > 0,
  );
  for (const name of crashes) {
    const input = readFileSync(join(work, name));
    writeFileSync(join(kept, `${name.split('-')[0]}-${digest(input)}`), input);
    console.error(`${name}: kept; mend it, and the tests hold it`);
  }
  const inputs = readdirSync(found)
    .map((name) => readFileSync(join(found, name)))
    .toSorted((a, b) => b.length - a.length)
    .slice(0, Math.max(0, room));
  let added = 0;
  for (const input of inputs) {
    const path = join(kept, `found-${digest(input)}`);
    if (existsSync(path)) continue;
    writeFileSync(path, input);
    added += 1;
  }
  return { added, crashes: crashes.length };
}

/** @param {Buffer} input */
function digest(input) {
  return createHash('sha256').update(input).digest('hex').slice(0, 16);
}
