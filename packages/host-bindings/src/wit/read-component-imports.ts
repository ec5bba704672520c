import type { Interface } from '../model/index.js';
import { buildWorld } from './build-world.js';
import { ByteReader } from './byte-reader.js';
import { readDefinition, readExtern, readExternName } from './component-type.js';
import type { Declaration } from './component-type.js';
import { Docs } from './docs.js';

const PREFIX_LENGTH = 8;

/** Sections of a component that have a part in the types of its imports. */
const SECTION = { instances: 5, alias: 6, type: 7, import: 10 } as const;

/**
 * What a component imports, with the types of all functions. Its bytes must be those of a component that
 * was parsed as a whole already. Undefined where its types are of a form that this does not read: what
 * is left then are the names.
 */
export function readComponentImports(component: Uint8Array): readonly Interface[] | undefined {
  try {
    const declarations = readDeclarations(component);
    const world = { kind: 'component' as const, declarations };
    const named = { kind: 'component' as const, type: 0 };
    return buildWorld(
      {
        kind: 'component',
        declarations: [
          { kind: 'type', definition: world },
          { kind: 'export', name: 'root:component/root', extern: named },
        ],
      },
      new Docs(),
    ).imports;
  } catch {
    // A decoder that was made for what wasm-tools writes meets a component of another tool.
    return undefined;
  }
}

/** The declarations up to the last import: those after it concern what the component does inside. */
function readDeclarations(component: Uint8Array): Declaration[] {
  const sections: { id: number; reader: ByteReader }[] = [];
  const reader = new ByteReader(component, PREFIX_LENGTH);
  while (!reader.done) {
    const id = reader.byte();
    sections.push({ id, reader: reader.slice(reader.u32()) });
  }
  const last = sections.findLastIndex(({ id }) => id === SECTION.import);
  return sections.slice(0, last + 1).flatMap(({ id, reader: section }): Declaration[] => {
    switch (id) {
      case SECTION.type:
        return section.list(() => ({ kind: 'type', definition: readDefinition(section) }));
      case SECTION.import:
        return section.list(() => ({
          kind: 'import',
          name: readExternName(section),
          extern: readExtern(section),
        }));
      case SECTION.alias:
        return section.list(() => readAlias(section)).flat();
      case SECTION.instances:
        throw new Error('an instance of its own stands before an import');
      default:
        return [];
    }
  });
}

/** An alias of a type; those of other things take no place among the types. */
function readAlias(reader: ByteReader): Declaration[] {
  const sort = reader.byte();
  if (sort === 0x00) reader.byte();
  const isType = sort === 0x03;
  if (reader.byte() === 0x02) {
    const [levels, type] = [reader.u32(), reader.u32()];
    return isType ? [{ kind: 'alias-outer', levels, type }] : [];
  }
  const [instance, name] = [reader.u32(), reader.name()];
  return isType ? [{ kind: 'alias-export', instance, name }] : [];
}
