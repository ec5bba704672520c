// Answers its first request in a new process, and says how long that took.
import { createHost } from '@org/host-bindings';
import { readEngine } from '@org/wajs/engine';
import { answerParent } from '../child.mjs';
import { call, createRequest } from '../hello.mjs';

answerParent({
  /** @param {string} artifact */
  async start(artifact) {
    const started = performance.now();
    const engine = await readEngine();
    const read = performance.now();
    // V8 keeps a compiled module as long as it is in use, so the host does not compile it again.
    const module = await WebAssembly.compile(engine);
    const compiled = performance.now();
    await call(await createHost({ engine }).load(artifact), createRequest());
    const answered = performance.now();
    if (!(module instanceof WebAssembly.Module)) throw new Error('the engine did not compile');
    return { compile: compiled - read, answer: answered - started };
  },
});
