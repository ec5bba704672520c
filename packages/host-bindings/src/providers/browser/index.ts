/**
 * Providers over what a browser has: console, fetch, Web Cryptography.
 *
 * @packageDocumentation
 */
export { createClock, type ClockOptions } from '../clock.js';
export { createRandom, type RandomOptions } from '../random.js';
export { createPipe, type PipeOptions } from '../pipe.js';
export { createConfig, type ConfigOptions } from './config.js';
export { createHttp, type HttpOptions } from './http.js';
export { createLogger, type LogConsole, type LoggerOptions } from './logging.js';
