import { cache, kv, rpc } from '@org/host-bindings/contract';
import { createHttp } from '@org/host-bindings/providers/http';
import { openLmdbKv } from '@org/host-bindings/providers/lmdb';
import { createConfig, createLogger } from '@org/host-bindings/providers/system';
import type { ThreadContext, ThreadHostOptions } from '@org/host-bindings/threads';
import { readEngine } from '../engine/index.js';
import { type ServeThreadData, servingPolicy } from './serving-host.js';

/** What the host of one thread of `wajs serve` is made of. */
export async function hostOptions(thread: ThreadContext): Promise<ThreadHostOptions> {
  const { limits } = thread;
  const { flags, store, pretty, colors } = thread.data as ServeThreadData;
  const http = createHttp({ allow: [...flags.allow], limits });
  thread.onClose(() => http.close());
  const lmdb = store === undefined ? undefined : await openLmdbKv({ path: store, limits });
  if (lmdb !== undefined) thread.onClose(() => lmdb.close());
  return {
    engine: await readEngine(),
    policy: servingPolicy,
    providers: {
      kv: lmdb ?? thread.provider(kv),
      cache: thread.provider(cache),
      rpc: thread.provider(rpc),
      config: createConfig({ env: flags.env, secrets: flags.secret, file: flags.config }),
      http,
      logging: createLogger({ limits, pretty, colors }),
    },
  };
}
