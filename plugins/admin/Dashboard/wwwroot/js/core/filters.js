import { useEffect, useRef, useState } from './preact.js';
import { amend } from './router.js';
import { useSettled } from './settled.js';

/**
 * Filters of a screen that are in its address too: a filtered list can be linked to, and a link to another one is followed.
 * @param {Record<string, string>} defaults What each is when the address does not say; such a value is not written there.
 * @param {Record<string, string>} query Of the address.
 * @returns {{ filters: Record<string, string>, settled: Record<string, string>, set: (name: string) => (value: string) => void, clear: () => void }}
 */
export function useFilters(defaults, query) {
  const names = Object.keys(defaults);
  const asked = Object.fromEntries(names.map(name => [name, query[name] ?? defaults[name]]));
  const askedText = JSON.stringify(asked);
  const [filters, setFilters] = useState(asked);
  const settled = useSettled(filters);
  const written = useRef(askedText);

  useEffect(() => {
    written.current = JSON.stringify(settled);
    amend(Object.fromEntries(names.map(name => [name, settled[name] === defaults[name] ? null : settled[name]])));
  }, [settled]);
  useEffect(() => {
    if (askedText === written.current) return;
    written.current = askedText;
    setFilters(asked);
  }, [askedText]);

  return {
    filters,
    settled,
    set: name => value => setFilters(now => ({ ...now, [name]: value })),
    clear: () => setFilters(defaults),
  };
}
