import { expect, test, vi } from 'vitest';
import { membersOfResource } from './index.js';
import type { Func, TypeDeclaration } from './index.js';

const owner = { name: 'a:b/i', direction: 'import' } as const;

function declare(name: string): TypeDeclaration {
  return { name, owner, docs: '', body: { kind: 'resource' } };
}

function func(kind: 'method' | 'static' | 'constructor', resource: TypeDeclaration): Func {
  const name = `[${kind}]${resource.name}.x`;
  return {
    name,
    kind: { kind, name: 'x', resource },
    async: false,
    docs: '',
    parameters: [],
    result: undefined,
  };
}

test('the functions of a resource are in order, and many resources read a list once', () => {
  const [one, two, three] = [declare('one'), declare('two'), declare('three')];
  const free: Func = { ...func('static', one), kind: { kind: 'free', name: 'one' } };
  const list = [func('method', one), free, func('static', two), func('constructor', one)];
  const read = vi.spyOn(list, Symbol.iterator);
  expect(membersOfResource(list, one)).toEqual({
    all: [list[0], list[3]],
    makers: [list[3]],
    methods: [list[0]],
  });
  expect(membersOfResource(list, two)).toMatchObject({ makers: [list[2]], methods: [] });
  expect(membersOfResource(list, three)).toEqual({ all: [], makers: [], methods: [] });
  expect(read).toHaveBeenCalledTimes(1);
  const plans = list.map((of) => ({ func: of }));
  expect(membersOfResource(plans, two).all).toEqual([plans[2]]);
});
