import { existsSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { ProjectFile } from './project-template.js';
import { UsageError } from './report-error.js';

/** Where packages are that no registry has. */
export interface PackagesPlace {
  /** Folder of their tarballs, as the user named it. */
  readonly tarballs: string;
  /** Folder of the project. */
  readonly project: string;
}

/**
 * Lets a project take the packages of wajs from tarballs, as `npm pack` names them, in place of a registry.
 *
 * @throws {UsageError} where one is missing.
 */
export function usePackedPackages(
  files: readonly ProjectFile[],
  { tarballs, project }: PackagesPlace,
): ProjectFile[] {
  return files.map((file) => {
    if (file.path !== 'package.json') return file;
    const manifest = JSON.parse(file.text) as { devDependencies: Record<string, string> };
    for (const [name, version] of Object.entries(manifest.devDependencies)) {
      if (!name.startsWith('@org/')) continue;
      const tarball = `${name.slice(1).replace('/', '-')}-${version}.tgz`;
      const path = resolve(tarballs, tarball);
      if (!existsSync(path)) {
        throw new UsageError(
          `"${join(tarballs, tarball)}" does not exist; give --packages a folder that "npm pack" has written "${name}" to`,
        );
      }
      manifest.devDependencies[name] = `file:${relative(project, path).split(sep).join('/')}`;
    }
    return { ...file, text: `${JSON.stringify(manifest, undefined, 2)}\n` };
  });
}
