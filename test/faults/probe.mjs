// Loaded into the process under test by --import: says what the process holds, and moves its clock.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

if (process.send !== undefined) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const now = Date.now.bind(Date);
  let shift = 0;
  Date.now = () => now() + shift;
  process.on('message', ({ id, shiftMs }) => {
    if (shiftMs !== undefined) shift = shiftMs;
    collect();
    const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const { heapUsed, external } = process.memoryUsage();
    process.send({ id, timers, heapBytes: heapUsed + external });
  });
  process.channel?.unref();
}
