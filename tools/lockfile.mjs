/**
 * An entry of `packages` in package-lock.json, as far as it matters here.
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [resolved]
 * @property {string} [integrity]
 * @property {boolean} [link]
 * @property {boolean} [dev]
 * @property {boolean} [optional]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 * @property {Record<string, string>} [optionalDependencies]
 */

/** @typedef {Record<string, LockedPackage>} LockedPackages Entries by their path in the tree. */

/**
 * An optional dependency that the lockfile does not hold.
 * @typedef {object} Unlocked
 * @property {string} owner Path of the package that asks for it.
 * @property {string} name
 * @property {string} version
 */

/**
 * Optional dependencies that are missing from a lockfile. npm leaves out what its registry does not
 * carry, as a mirror that keeps the packages of one platform only, and `npm ci` then refuses the lockfile.
 * @param {LockedPackages} packages
 * @returns {Unlocked[]}
 */
export function findUnlocked(packages) {
  return Object.entries(packages).flatMap(([owner, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !isLocked(packages, owner, name))
      .map(([name, version]) => ({ owner, name, version })),
  );
}

/**
 * The entry for a package that exists for one platform only, told from its name
 * (`@oxfmt/binding-linux-arm64-musl`): enough for npm to leave it alone on every other platform.
 * @param {Unlocked} unlocked
 * @param {LockedPackage} owner
 * @returns {LockedPackage | undefined} Undefined where the name is no platform's.
 */
export function describePlatformPackage({ name, version }, owner) {
  const os = /\b(aix|android|darwin|freebsd|linux|openharmony|win32)\b/.exec(name)?.[1];
  const cpu = /\b(arm64|arm|ia32|ppc64|riscv64|s390x|x64)\b/.exec(name)?.[1];
  if (os === undefined || cpu === undefined || !/^\d+\.\d+\.\d+$/.test(version)) return undefined;
  const libc = /\b(gnu|musl)(eabihf)?$/.exec(name)?.[1];
  return {
    version,
    cpu: [cpu],
    ...(owner.dev === true ? { dev: true } : {}),
    ...(os === 'linux' && libc !== undefined ? { libc: [libc === 'gnu' ? 'glibc' : libc] } : {}),
    optional: true,
    os: [os],
  };
}

/**
 * Whether a package finds another one: beside itself, or in a node_modules further up.
 * @param {LockedPackages} packages
 * @param {string} owner
 * @param {string} name
 */
function isLocked(packages, owner, name) {
  for (
    let folder = owner;
    ;
    folder = folder.replace(/(^|\/)(node_modules\/(@[^/]+\/)?)?[^/]+$/, '')
  ) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in packages) return true;
    if (folder === '') return false;
  }
}
