import { useEffect, useState } from './preact.js';

/**
 * A value that components can watch.
 * @template T
 * @typedef {{ get: () => T, set: (value: T) => void, watch: (changed: () => void) => () => void }} Store
 */

/**
 * @template T
 * @param {T} initial
 * @returns {Store<T>}
 */
export function createStore(initial) {
  let value = initial;
  const watchers = new Set();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const changed of [...watchers]) changed();
    },
    watch(changed) {
      watchers.add(changed);
      return () => watchers.delete(changed);
    },
  };
}

/**
 * The store's value; the component is drawn again when it changes.
 * @template T
 * @param {Store<T>} store
 * @returns {T}
 */
export function useStore(store) {
  const [, redraw] = useState(0);
  useEffect(() => {
    const seen = store.get();
    const stop = store.watch(() => redraw(n => n + 1));
    if (!Object.is(seen, store.get())) redraw(n => n + 1);
    return stop;
  }, [store]);
  return store.get();
}
