import type { GeneratedFile } from '../../packages/host-bindings/src/generator/index.js';

/**
 * A guest that answers each call with what the host answers to the same one. Types of the imported and
 * of the exported interface are classes of their own, but of one layout.
 */
export function mirrorEntry(files: readonly GeneratedFile[]): string {
  const { text } = files.find(({ path }) => path === 'exported-echo.ts')!;
  const found = /abstract (echo\d+)\(([^;]*?),?\s*\): ([^;]*);/g;
  const methods = [...text.matchAll(found)];
  if (methods.length === 0) throw new Error('the emitted class has no methods');
  const types = [...text.matchAll(/^export (?:class|enum|type) (T\d)\b/gm)].map((one) => one[1]!);
  const runtime = /import \{([^}]*)\} from '@org/.exec(text)![1]!;
  return [
    `import { ${runtime} } from '@org/assemblyscript-sdk/assembly/codegen-v1';`,
    `import { Echo, serveEcho, ${types.join(', ')} } from './gen/exported-echo';`,
    `import * as host from './gen/echo';`,
    ...(files.some(({ path }) => path === 'things.ts')
      ? [`import { Thing } from './gen/things';`]
      : []),
    `import { ${types.map((name) => `${name} as Host${name}`).join(', ')} } from './gen/echo';`,
    'class Mirror extends Echo {',
    ...methods.map(([, name, list = '', result = '']) => {
      const parameters = [...list.matchAll(/([a-g]): ([^;]*?)(?=,\s*[a-g]: |$)/g)];
      const given = parameters.map(
        ([, parameter, type = '']) =>
          `changetype<${type.replace(/\b(T\d)\b/g, 'Host$1')}>(${parameter})`,
      );
      const call = `host.${name}(${given.join(', ')})`;
      const body = result === 'void' ? `${call};` : `return changetype<${result}>(${call});`;
      return `  ${name}(${list}): ${result} { ${body} }`;
    }),
    '}',
    'serveEcho(new Mirror());',
  ].join('\n');
}
