import { fileURLToPath } from 'node:url';

/**
 * A world that we and jco emit host code for.
 * @typedef {object} ComparedWorld
 * @property {string} suffix What follows in the ids of its values.
 * @property {string} wit Its WIT: a file or a folder.
 * @property {string} world Its name.
 */

const pathOf = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));

/** All of the contract: eleven interfaces, about as much as wasi:http with what it uses. */
export const contract = { suffix: '', wit: pathOf('../../wit'), world: 'service' };

/** The contract; one interface of two functions; two interfaces, with a resource and a variant. */
export const comparedWorlds = /** @type {const} */ ([
  contract,
  { suffix: '-small', wit: pathOf('fixtures/exchange.wit'), world: 'exchanger' },
  { suffix: '-resource', wit: pathOf('fixtures/bills.wit'), world: 'guest' },
]);
