/**
 * Providers over Node and the operating system: log, configuration, time and randomness.
 *
 * @packageDocumentation
 */
export { createClock, type ClockOptions } from '../clock.js';
export { createConfig, type ConfigOptions } from './config.js';
export { createLogger, type LoggerOptions, type LogStream } from './logging.js';
export { createRandom, type RandomOptions } from '../random.js';
