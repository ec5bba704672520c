import { describe, expect, it } from 'vitest';
import type { GuestCaller, GuestResourceType } from './guest-resources.js';
import { HandleTable } from './handle-table.js';
import { ValueReader } from './value-reader.js';
import { ValueWriter } from './value-writer.js';

interface Box extends Disposable {
  open(): unknown;
}

const boxType: GuestResourceType<Box> = {
  interface: 'a:b/c',
  name: 'box',
  bind: (call, dispose) => ({
    open: () => call({ name: 'open' } as never, ['key']),
    [Symbol.dispose]: dispose,
  }),
};

function startCaller(): GuestCaller & { readonly dropped: number[]; readonly calls: unknown[][] } {
  const dropped: number[] = [];
  const calls: unknown[][] = [];
  return {
    dropped,
    calls,
    call: (_fn, args) => calls.push([...args]),
    drop: (_type, id) => void dropped.push(id),
  };
}

function read(handles: HandleTable, handle: number): Box {
  return new ValueReader(new Uint8Array([handle]), handles).exportedOwn(boxType);
}

function write(handles: HandleTable, verb: 'exportedOwn' | 'exportedBorrow', box: Box): number {
  const writer = new ValueWriter(handles);
  writer[verb](boxType, box);
  return writer.finish()[0]!;
}

describe('objects of a guest over the ring', () => {
  it('stand for the handle that the guest gave', () => {
    const handles = new HandleTable();
    const caller = startCaller();
    handles.resources.open(caller);
    const box = read(handles, 7);
    box.open();
    expect(caller.calls).toEqual([[box, 'key']]);
    expect(write(handles, 'exportedOwn', box)).toBe(7);
  });

  it('trap the guest that gives a handle which the host holds', () => {
    const handles = new HandleTable();
    handles.resources.open(startCaller());
    const box = read(handles, 7);
    expect(() => read(handles, 7)).toThrow(
      'the guest gave handle "7" of resource "box", which the host holds already',
    );
    handles.resources.transfer(() => write(handles, 'exportedOwn', box));
    expect(read(handles, 7)).not.toBe(box);
    box[Symbol.dispose]();
    expect(() => read(handles, 7)).toThrow('which the host holds already');
  });

  it('trap the guest that gives one where nobody could use it', () => {
    expect(() => read(new HandleTable(), 1)).toThrow('while nobody can call it; open a session');
  });

  it('are dropped once, and not while a call has borrowed them', () => {
    const handles = new HandleTable();
    const caller = startCaller();
    handles.resources.open(caller);
    const box = read(handles, 3);
    const loans = handles.resources.transfer(() => write(handles, 'exportedBorrow', box));
    box[Symbol.dispose]();
    expect(caller.dropped).toEqual([]);
    handles.resources.endLoans(loans);
    box[Symbol.dispose]();
    expect(caller.dropped).toEqual([3]);
  });

  it('stay with the host where the arguments of a call cannot be written', () => {
    const handles = new HandleTable();
    const caller = startCaller();
    handles.resources.open(caller);
    const [one, two] = [read(handles, 1), read(handles, 2)];
    const encode = (): void => {
      write(handles, 'exportedOwn', one);
      write(handles, 'exportedBorrow', two);
      throw new Error('no value of its type');
    };
    expect(() => handles.resources.transfer(encode)).toThrow('no value of its type');
    expect(write(handles, 'exportedOwn', one)).toBe(1);
    two[Symbol.dispose]();
    expect(caller.dropped).toEqual([2]);
  });

  it('mean nothing to the next session of the same instance', () => {
    const handles = new HandleTable();
    const [first, second] = [startCaller(), startCaller()];
    handles.resources.open(first);
    const old = read(handles, 1);
    handles.resources.close();
    handles.resources.open(second);
    read(handles, 1);
    expect(() => write(handles, 'exportedBorrow', old)).toThrow('is of another session');
    old[Symbol.dispose]();
    expect([...first.dropped, ...second.dropped]).toEqual([]);
  });
});

describe('handles that are lent', () => {
  const type = { interface: 'a:b/c', name: 'account' };

  it('end with their call, and leave the object alone', () => {
    const handles = new HandleTable();
    let disposed = 0;
    const account = { [Symbol.dispose]: () => void disposed++ };
    const writer = new ValueWriter(handles);
    writer.borrow(type, account);
    writer.borrow(type, account);
    const [first, second] = writer.lent as [number, number];
    expect([handles.get(type, first), handles.lent]).toEqual([account, 2]);
    expect(() => handles.take(type, first)).toThrow('is borrowed; give away only what is owned');
    handles.drop(type, first);
    for (const handle of writer.lent) handles.endLoan(handle);
    expect(() => handles.get(type, second)).toThrow('unknown or dropped');
    handles.lend(type, account);
    handles.clear();
    expect([handles.lent, handles.size, disposed]).toEqual([0, 0, 0]);
  });

  it('end only themselves', () => {
    const handles = new HandleTable();
    const own = handles.add(type, {});
    handles.endLoan(own);
    handles.endLoan(99);
    expect(handles.size).toBe(1);
  });
});
