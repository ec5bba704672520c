// Asks servers for hello over connections that stay open, as fast as they answer. A bare socket takes
// the least of the client's time, so that it is the server that is busy.
import { once } from 'node:events';
import { connect } from 'node:net';
import { answerParent } from '../child.mjs';

const defaultConnections = 16;
const headEnd = '\r\n\r\n';
/** @type {Map<string, Connection[]>} */
const pools = new Map();

/** One connection with one request at a time. */
class Connection {
  #socket;
  #request;
  /** Bytes of a response: all have the same headers, and a date of the same length. */
  #length = 0;
  #received = 0;
  /** @type {(error?: Error) => void} */
  #onAnswer = () => {};

  /** Whether it can be used: a server may close it while it is idle. */
  get isOpen() {
    return !this.#socket.destroyed && this.#socket.writable;
  }

  /** @param {URL} url */
  constructor({ hostname, port }) {
    this.#socket = connect(Number(port), hostname).setNoDelay(true);
    // A name, as in production: guests parse an address in numbers more slowly.
    this.#request = Buffer.from(`GET / HTTP/1.1\r\nhost: hello.example${headEnd}`);
    this.#socket.on('error', (error) => this.#onAnswer(error));
    this.#socket.on('close', () => this.#onAnswer(new Error('the server closed the connection')));
  }

  /** Asks once and looks at the whole response. */
  async open() {
    await once(this.#socket, 'connect');
    this.#socket.write(this.#request);
    let text = '';
    for (let length = Infinity; text.length < length;) {
      const [chunk] = await once(this.#socket, 'data');
      text += chunk.toString('latin1');
      const [, size] = /^content-length: (\d+)\r$/im.exec(text) ?? [];
      if (size !== undefined) length = text.indexOf(headEnd) + headEnd.length + Number(size);
    }
    if (!/^HTTP\/1.1 200 [^]*\r\n\r\nHello, world!\n$/.test(text))
      throw new Error(`it answered ${text}`);
    this.#length = text.length;
    this.#socket.on('data', (chunk) => this.#receive(chunk));
    return this;
  }

  /**
   * Asks until a time. Answers with the number of responses.
   * @param {number} end
   * @returns {Promise<number>}
   */
  run(end) {
    let answered = 0;
    return new Promise((resolve, reject) => {
      this.#onAnswer = (error) => {
        if (error !== undefined) return reject(error);
        answered += 1;
        if (performance.now() < end) this.#socket.write(this.#request);
        else resolve(answered);
      };
      this.#socket.write(this.#request);
    });
  }

  /** @param {Buffer} chunk */
  #receive(chunk) {
    this.#received += chunk.length;
    if (this.#received < this.#length) return;
    const isWhole = this.#received === this.#length;
    this.#received = 0;
    this.#onAnswer(isWhole ? undefined : new Error('a response differs from the first'));
  }
}

/**
 * @param {string} url
 * @param {number} connections
 */
function openAll(url, connections) {
  const one = () => new Connection(new URL(url)).open();
  return Promise.all(Array.from({ length: connections }, one));
}

answerParent({
  /**
   * Answers with the number of requests that were answered.
   * @param {{ url: string, milliseconds: number, connections?: number }} options
   */
  async run({ url, milliseconds, connections = defaultConnections }) {
    let opened = pools.get(url) ?? [];
    if (opened.length === 0 || opened.some(({ isOpen }) => !isOpen))
      opened = await openAll(url, connections);
    pools.set(url, opened);
    const end = performance.now() + milliseconds;
    const counts = await Promise.all(opened.map((connection) => connection.run(end)));
    return counts.reduce((sum, count) => sum + count, 0);
  },
});
