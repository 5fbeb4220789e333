import { useCallback, useEffect, useRef, useState } from './preact.js';
import { isAbort } from './api.js';

/**
 * @template T
 * @typedef {{ data: T | null, error: Error | null, loading: boolean, reload: () => void }} Resource
 */

/**
 * Something the API has, loaded when the component appears and when `key` changes; the old answer stays on the screen until the new one is there.
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} load
 * @param {unknown[]} key
 * @param {number} [every] Milliseconds between loads; a page that nobody sees asks for nothing.
 * @returns {Resource<T>}
 */
export function useResource(load, key, every) {
  const keyText = JSON.stringify(key);
  const [state, setState] = useState(/** @type {{ of: string, data: T | null, error: Error | null, loading: boolean }} */ ({ of: keyText, data: null, error: null, loading: true }));
  const [round, setRound] = useState(0);
  const underWay = useRef(false);

  useEffect(() => {
    const stop = new AbortController();
    underWay.current = true;
    setState(s => (s.of === keyText ? { ...s, loading: true } : { of: keyText, data: null, error: null, loading: true }));
    /** @param {(now: typeof state) => typeof state} next */
    const end = next => {
      if (stop.signal.aborted) return;
      underWay.current = false;
      setState(next);
    };
    load(stop.signal).then(
      data => end(() => ({ of: keyText, data, error: null, loading: false })),
      error => end(s => (isAbort(error) ? s : { ...s, error, loading: false })));
    return () => stop.abort();
  }, [keyText, round]);

  const reload = useCallback(() => setRound(r => r + 1), []);
  useEffect(() => {
    if (!every) return undefined;
    // A server that takes longer than this to answer would otherwise never be heard: each load stops the one before.
    const timer = setInterval(() => document.hidden || underWay.current || reload(), every);
    return () => clearInterval(timer);
  }, [every]);

  // What another key has loaded is not this one's, also in the moment before its own load begins.
  const { data, error, loading } = state.of === keyText ? state : { data: null, error: null, loading: true };
  return { data, error, loading, reload };
}
