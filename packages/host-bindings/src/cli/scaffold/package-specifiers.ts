import { lstatSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { Diagnostic } from '../../generator/index.js';

/** The packages that a project depends on. */
const NAMES = ['@org/host-bindings', '@org/wajs'] as const;

/** Where {@link packageSpecifiers} finds the packages. */
export interface PackagesPlace {
  /** Folder of their tarballs; undefined where a registry has them. */
  readonly tarballs: string | undefined;
  /** Version of both. */
  readonly version: string;
  /** Folder of the project. */
  readonly project: string;
}

/**
 * What a project's `package.json` says of the packages: their version, or the path of their tarballs, as
 * `npm pack` names them.
 * @throws Diagnostic where a tarball is missing.
 */
export function packageSpecifiers({
  tarballs,
  version,
  project,
}: PackagesPlace): Record<string, string> {
  return Object.fromEntries(
    NAMES.map((name) => {
      if (tarballs === undefined) return [name, version];
      const file = `${name.slice(1).replace('/', '-')}-${version}.tgz`;
      const path = resolve(tarballs, file);
      if (lstatSync(path, { throwIfNoEntry: false }) === undefined) throw noTarball(tarballs, file);
      return [name, `file:${relative(resolve(project), path).split(sep).join('/')}`];
    }),
  );
}

function noTarball(folder: string, file: string): Diagnostic {
  return new Diagnostic({
    code: 'no-tarball',
    message: `"${join(folder, file)}" does not exist`,
    hint: 'pass a folder with --packages that "npm pack" has written both packages of this version to',
  });
}
