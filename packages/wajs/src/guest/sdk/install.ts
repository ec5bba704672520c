import { defineWebApis } from '../web/define.js';
import { setPlatform } from '../web/platform.js';
import { fetch } from './fetch.js';
import { hostPlatform } from './platform.js';
import { addEventListener } from './run.js';
import { enterEngine } from './serving.js';

/** Defines the Web's globals on the engine's global object, and connects them to the host. */
export function installWebApis(target: object): void {
  enterEngine();
  setPlatform(hostPlatform);
  defineWebApis(target, { fetch, addEventListener });
}
