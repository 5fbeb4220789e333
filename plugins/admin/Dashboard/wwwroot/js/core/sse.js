import { ApiError, open, isAbort } from './api.js';

/**
 * @typedef {{ event: string, id: string, data: string }} ServerEvent
 * @typedef {'connecting' | 'live' | 'lost'} StreamState
 */

/** Milliseconds; the server says something at least each 15 s. */
const longestSilence = 45_000;

/**
 * Server-Sent Events through fetch: an EventSource cannot send the Authorization header. Connects again when the stream ends, until stopped or refused.
 * A query that is a function is asked at each connect: for what has been seen already.
 * @param {string} path
 * @param {{ query?: import('./api.js').Query | (() => import('./api.js').Query), onEvent: (event: ServerEvent) => void, onState?: (state: StreamState) => void, onRefused?: (error: ApiError) => void, again?: boolean }} options
 * @returns {() => void} Stops it.
 */
export function listen(path, { query, onEvent, onState = () => {}, onRefused = () => {}, again = true }) {
  const stop = new AbortController();
  const run = async () => {
    for (let tries = 0; !stop.signal.aborted; tries++) {
      onState('connecting');
      try {
        const response = await open('GET', path, { query: typeof query === 'function' ? query() : query, signal: stop.signal, as: 'text/event-stream' });
        onState('live');
        tries = 0;
        await read(response, onEvent);
      } catch (error) {
        if (stop.signal.aborted || isAbort(error)) return;
        if (error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429) {
          onRefused(error);
          return;
        }
      }
      if (stop.signal.aborted) return;
      onState('lost');
      if (!again) return;
      await pause(Math.min(1000 * 2 ** tries, 15_000), stop.signal);
    }
  };
  run();
  return () => stop.abort();
}

/**
 * @param {Response} response
 * @param {(event: ServerEvent) => void} onEvent
 */
async function read(response, onEvent) {
  const parser = createParser(onEvent);
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await soon(reader);
    if (done) return;
    parser(decoder.decode(value, { stream: true }));
  }
}

/**
 * What comes next. A network that goes away without a word leaves a stream that never ends.
 * @param {ReadableStreamDefaultReader<Uint8Array>} reader
 * @returns {Promise<ReadableStreamReadResult<Uint8Array>>}
 */
const soon = reader => new Promise((resolve, reject) => {
  const timer = setTimeout(() => {
    // In this order: a read that is cancelled ends as if the stream had.
    reject(new ApiError(0, ''));
    reader.cancel().catch(() => {});
  }, longestSilence);
  reader.read().then(resolve, reject).finally(() => clearTimeout(timer));
});

/**
 * Cuts a text/event-stream into events, however it comes in pieces.
 * @param {(event: ServerEvent) => void} onEvent
 * @returns {(text: string) => void}
 */
export function createParser(onEvent) {
  let rest = '';
  let event = 'message';
  let id = '';
  /** @type {string[]} */
  let data = [];
  return text => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) onEvent({ event, id, data: data.join('\n') });
        event = 'message';
        data = [];
        continue;
      }
      const colon = line.indexOf(':');
      const name = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (name === 'data') data.push(value);
      else if (name === 'event') event = value;
      else if (name === 'id') id = value;
    }
  };
}

/** @param {number} milliseconds @param {AbortSignal} signal */
const pause = (milliseconds, signal) => new Promise(resolve => {
  const timer = setTimeout(resolve, milliseconds);
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    resolve(null);
  }, { once: true });
});
