/**
 * An emitted module with code after it that uses everything in it: the compiler looks at nothing that
 * is not used. What the guest is to implement is implemented, by methods that end the guest.
 */
export function useEverything(text: string): string {
  const classes = [...text.matchAll(/^export (abstract )?class (\w+)[^{]*\{([\s\S]*?)^\}/gm)];
  const lines: string[] = [];
  for (const [, isAbstract, name = '', body = ''] of classes) {
    if (isAbstract === undefined) lines.push(...useClass(name, body));
    else lines.push(...implementClass(name, body, text));
  }
  return `${text}\n${lines.join('\n')}\n`;
}

function useClass(name: string, body: string): string[] {
  const members = [
    ...body.matchAll(
      /^ {2}(static |get )?(\w+)\(([^()]*(?:\([^()]*\)[^()]*)*)\)(?:: [^{;]+)? \{$/gm,
    ),
  ];
  return members.map(([, kind, member = '', parameters = ''], index) => {
    const names = [...parameters.matchAll(/(\w+): /g)].map((one) => one[1]!);
    const call = `${kind === 'static ' ? name : 'self'}.${member}(${names.join(', ')})`;
    const use = kind === 'get ' ? `self.${member};` : `${call};`;
    const isConstructor = member === 'constructor';
    const line = isConstructor ? `new ${name}(${names.join(', ')});` : use;
    const given = [`self: ${name}`, parameters.replace(/ = [\w.]+/g, '').trim()].filter(
      (one) => one !== '',
    );
    return `export function use${name}${index}_(${given.join(', ')}): void { ${line} }`;
  });
}

function implementClass(name: string, body: string, text: string): string[] {
  const methods = [...body.matchAll(/^ {2}abstract ([^;]+);$/gm)].map(
    ([, signature]) => `  ${signature!} { throw new Error(''); }`,
  );
  const serve = new RegExp(`^export function (\\w+)\\(implementation: ${name}\\)`, 'm').exec(text);
  return [
    `class Test${name}_ extends ${name} {`,
    ...methods,
    '}',
    serve === null ? `new Test${name}_();` : `${serve[1]!}(new Test${name}_());`,
  ];
}
