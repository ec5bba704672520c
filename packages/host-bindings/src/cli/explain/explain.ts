import type { CommandOutcome } from '../command-outcome.js';
import { explainFile } from './explain-file.js';
import { renderExplanation } from './render-explanation.js';

/**
 * What `host-bindings explain` prints.
 * @throws Diagnostic where the file cannot be explained.
 */
export async function explain(file: string, options: { json?: boolean }): Promise<CommandOutcome> {
  const explanation = await explainFile(file);
  const lines = options.json
    ? [JSON.stringify(explanation, null, 2)]
    : renderExplanation(explanation);
  return { lines, code: 0 };
}
