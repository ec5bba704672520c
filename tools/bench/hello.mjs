import { join } from 'node:path';
import { createHost } from '@org/host-bindings';
import { readEngine } from '@org/wajs/engine';

/** @typedef {import('@org/host-bindings').LoadedFunction} LoadedFunction */
/** @typedef {import('@org/host-bindings/contract').HttpRequest} HttpRequest */

const utf8 = new TextEncoder();
const options = { requestId: 'bench' };

/**
 * A request in the contract's types, as the adapter for node:http makes it.
 * @param {string} [search]
 * @returns {HttpRequest}
 */
export function createRequest(search = '') {
  const headers = [{ name: 'host', value: utf8.encode('localhost') }];
  return { method: 'GET', url: `http://localhost/${search}`, headers, body: { tag: 'empty' } };
}

/**
 * The text that a function answers a request with.
 * @param {{ handle: LoadedFunction['handle'] }} fn
 * @param {HttpRequest} request
 */
export async function answerOf(fn, request) {
  const { status, body } = await fn.handle(request, options);
  const text = body.tag === 'bytes' ? new TextDecoder().decode(body.val) : '';
  if (status !== 200) throw new Error(`status ${status}: ${text}`);
  return text;
}

/**
 * Calls a function, and looks at nothing but the status.
 * @param {{ handle(request: HttpRequest, options: { requestId: string }): Promise<{ status: number }> }} fn
 * @param {HttpRequest} request
 */
export async function call(fn, request) {
  const { status } = await fn.handle(request, options);
  if (status !== 200) throw new Error(`status ${status}`);
}

/**
 * A host over the engine.
 * @param {Omit<import('@org/host-bindings').HostOptions, 'engine'>} [rest]
 */
export async function createEngineHost(rest = {}) {
  return createHost({ engine: await readEngine(), ...rest });
}

/**
 * Loads one of the functions that `prepare` has built.
 * @param {import('@org/host-bindings').Host} host
 * @param {string} folder
 * @param {string} name
 * @param {import('@org/host-bindings').LoadOptions} [loadOptions]
 */
export function loadFixture(host, folder, name, loadOptions) {
  return host.load(join(folder, `${name}.wajs`), loadOptions);
}
