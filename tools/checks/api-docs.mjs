import { documentPublicEntries } from '../api-docs/public-entries.mjs';

/**
 * Every public symbol of the packages has a doc comment, and every link in one leads somewhere.
 * @type {import('../check.mjs').Check}
 */
export const apiDocsCheck = {
  name: 'api-docs',
  async run(root) {
    const { problems, entries, symbols } = await documentPublicEntries(root);
    return { problems, read: `${symbols} symbols of ${entries} entries` };
  },
};
