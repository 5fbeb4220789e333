import { useEffect, useState } from './preact.js';

/**
 * The value once it has not changed for a moment: a search asks the server when the user has stopped typing, not at every letter.
 * @template T
 * @param {T} value
 * @param {number} [after] Milliseconds.
 * @returns {T}
 */
export function useSettled(value, after = 250) {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), after);
    return () => clearTimeout(timer);
  }, [value, after]);
  return settled;
}
