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
  // By its text: an object that is made anew at each draw would be drawn for ever.
  const text = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(now => (JSON.stringify(now) === text ? now : value)), after);
    return () => clearTimeout(timer);
  }, [text, after]);
  return settled;
}
