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
  const [state, setState] = useState(/** @type {{ data: T | null, error: Error | null, loading: boolean }} */ ({ data: null, error: null, loading: true }));
  const [round, setRound] = useState(0);
  const keyText = JSON.stringify(key);
  const shown = useRef(keyText);

  useEffect(() => {
    const stop = new AbortController();
    const fresh = shown.current !== keyText;
    shown.current = keyText;
    setState(s => ({ data: fresh ? null : s.data, error: fresh ? null : s.error, loading: true }));
    load(stop.signal).then(
      data => stop.signal.aborted || setState({ data, error: null, loading: false }),
      error => stop.signal.aborted || isAbort(error) || setState(s => ({ data: s.data, error, loading: false })));
    return () => stop.abort();
  }, [keyText, round]);

  const reload = useCallback(() => setRound(r => r + 1), []);
  useEffect(() => {
    if (!every) return undefined;
    const timer = setInterval(() => document.hidden || reload(), every);
    return () => clearInterval(timer);
  }, [every]);

  return { ...state, reload };
}
