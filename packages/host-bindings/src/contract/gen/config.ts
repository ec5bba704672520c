// Emitted by host-bindings from wajs:platform/config@0.1.0 (--target ts-host --codegen ../../codegen-v1/index.js); do not edit.

import { UnavailableError } from '../../codegen-v1/index.js';
import type {
  CallContext,
  DirectGuest,
  ImportInterface,
  ResourceType,
} from '../../codegen-v1/index.js';

/**
 * A secret value that does not print: only `reveal` shows it.
 *
 * WIT: `resource secret`
 */
export interface Secret {
  /**
   * The value itself.
   *
   * WIT: `reveal: func() -> string`
   */
  reveal(call: CallContext): string;
  /** The guest no longer holds the object. */
  [Symbol.dispose]?(): void;
}

/** Identity of the resource type `secret`. */
export const secretResource: ResourceType<Secret> = {
  interface: 'wajs:platform/config@0.1.0',
  name: 'secret',
};

/**
 * Settings and secrets that the host's operator granted, one by one.
 *
 * A provider of `wajs:platform/config@0.1.0`.
 */
export interface Config {
  /**
   * A plain setting; none where it is not set or not granted.
   *
   * WIT: `get: func(name: string) -> option<string>`
   */
  get(name: string, call: CallContext): string | undefined;
  /**
   * Names of the plain settings that this function can read, sorted.
   *
   * WIT: `names: func() -> list<string>`
   */
  names(call: CallContext): string[];
  /**
   * A secret; none where it is not set or not granted.
   *
   * WIT: `get-secret: func(name: string) -> option<secret>`
   */
  getSecret(name: string, call: CallContext): Secret | undefined;
}

/**
 * A provider of `wajs:platform/config@0.1.0` that offers nothing yet: extend it, and
 * override what you offer. Every other call fails as `unavailable`, with the name of its
 * function.
 */
export class ConfigBase implements Config {
  get(_name: string, _call: CallContext): string | undefined {
    throw new UnavailableError('wajs:platform/config@0.1.0', 'get');
  }

  names(_call: CallContext): string[] {
    throw new UnavailableError('wajs:platform/config@0.1.0', 'names');
  }

  getSecret(_name: string, _call: CallContext): Secret | undefined {
    throw new UnavailableError('wajs:platform/config@0.1.0', 'get-secret');
  }
}

/** The functions of `wajs:platform/config@0.1.0`, as a runtime dispatches over them. */
export const config: ImportInterface<Config> = {
  name: 'wajs:platform/config@0.1.0',
  functions: [
    {
      name: '[method]secret.reveal',
      async: false,
      invoke(_provider, reader, call) {
        const object = reader.borrow(secretResource);
        reader.end();
        return object.reveal(call);
      },
      encode(writer, value: string) {
        writer.string(value);
      },
      direct(guest) {
        return (p0: number, p1: number) => {
          const memory = guest.memory.begin();
          const object = guest.handles.get(secretResource, p0);
          const at = memory.area(p1, 4, 8);
          const value = object.reveal(guest.call);
          memory.setSlice(at, memory.storeString(value));
        };
      },
    },
    {
      name: 'get',
      async: false,
      invoke(provider, reader, call) {
        const name = reader.string();
        reader.end();
        return provider.get(name, call);
      },
      encode(writer, value: string | undefined) {
        if (value === undefined) {
          writer.bool(false);
        } else {
          writer.bool(true);
          writer.string(value);
        }
      },
      direct(guest, provider) {
        return (p0: number, p1: number, p2: number) => {
          const memory = guest.memory.begin();
          const name = memory.loadString(p0, p1);
          const at = memory.area(p2, 4, 12);
          const value = provider.get(name, guest.call);
          if (value === undefined) {
            memory.set8(at, 0);
          } else {
            memory.set8(at, 1);
            memory.setSlice(at + 4, memory.storeString(value));
          }
        };
      },
    },
    {
      name: 'names',
      async: false,
      invoke(provider, reader, call) {
        reader.end();
        return provider.names(call);
      },
      encode(writer, value: string[]) {
        writer.count(value.length);
        for (const item of value) {
          writer.string(item);
        }
      },
      direct(guest, provider) {
        return (p0: number) => {
          const memory = guest.memory.begin();
          const at = memory.area(p0, 4, 8);
          const value = provider.names(guest.call);
          memory.setSlice(at, storeStringList(guest, value));
        };
      },
    },
    {
      name: 'get-secret',
      async: false,
      invoke(provider, reader, call) {
        const name = reader.string();
        reader.end();
        return provider.getSecret(name, call);
      },
      encode(writer, value: Secret | undefined) {
        if (value === undefined) {
          writer.bool(false);
        } else {
          writer.bool(true);
          writer.own(secretResource, value);
        }
      },
      direct(guest, provider) {
        return (p0: number, p1: number, p2: number) => {
          const memory = guest.memory.begin();
          const name = memory.loadString(p0, p1);
          const at = memory.area(p2, 4, 8);
          const value = provider.getSecret(name, guest.call);
          if (value === undefined) {
            memory.set8(at, 0);
          } else {
            memory.set8(at, 1);
            memory.set32(at + 4, guest.handles.add(secretResource, value));
          }
        };
      },
    },
    {
      name: '[resource-drop]secret',
      async: false,
      invoke(_provider, reader) {
        reader.drop(secretResource);
        reader.end();
      },
      encode() {},
      direct(guest) {
        return (handle: number) => {
          guest.handles.drop(secretResource, handle);
        };
      },
    },
  ],
};

function storeStringList(guest: DirectGuest, list: string[]): number {
  const { memory } = guest;
  const start = memory.allocate(list.length * 8, 4);
  let at = start;
  for (const item of list) {
    memory.setSlice(at, memory.storeString(item));
    at += 8;
  }
  memory.length = list.length;
  return start;
}
