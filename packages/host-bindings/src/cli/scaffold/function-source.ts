import { layoutItems } from './layout-items.js';
import type { HostProject } from './host-project.js';

/** `function/src/index.ts`: a function that uses what the world offers, for the project's own tests. */
export function functionSource({ contract, own, worldId }: HostProject): string {
  const hasStore = contract.includes('kv');
  const hasConfig = contract.includes('config');
  const called = own.filter((one) => one.call !== undefined);
  const names = [
    ...(hasConfig ? ['config'] : []),
    ...(hasStore ? ['kv'] : []),
    'log',
    'run',
    ...(called.length > 0 ? ['WajsError'] : []),
  ];
  const greeting = hasConfig ? "config.find('GREETING') ?? 'Hello'" : "'Hello'";
  const members = [
    'greeting: `${greeting}, ${name}!`',
    ...(hasStore ? ['visits: await visits.increment(name)'] : []),
    ...(called.length > 0 ? ['calls'] : []),
  ];
  return [
    `// A sample for the world ${worldId}: functions of your own are projects of their own.`,
    '',
    `import { ${names.join(', ')} } from '@org/wajs';`,
    ...called.map((one) => `import * as ${one.local} from './gen/${one.module}.js';`),
    '',
    ...(hasStore ? ["const visits = kv.open('visits');", ''] : []),
    ...(called.length > 0
      ? [
          '/** Whether a call was answered, or what it failed with. */',
          'async function attempt(call: () => unknown): Promise<string> {',
          '  try {',
          '    await call();',
          "    return 'answered';",
          '  } catch (error) {',
          '    if (error instanceof WajsError) return error.message;',
          '    throw error;',
          '  }',
          '}',
          '',
        ]
      : []),
    'run(async (request) => {',
    "  const name = new URL(request.url).searchParams.get('name') ?? 'world';",
    `  const greeting = ${greeting};`,
    ...(called.length > 0
      ? [
          '  const calls = {',
          ...called.map(
            (one) =>
              `    '${one.name}': await attempt(() => ${one.local}.${one.call!.member}(${one.call!.args})),`,
          ),
          '  };',
        ]
      : []),
    "  log.info('greeted', { name });",
    ...layoutItems({
      before: '  return Response.json({',
      items: members,
      after: '});',
      padded: true,
    }),
    '});',
    '',
  ].join('\n');
}
