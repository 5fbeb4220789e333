import { createStore } from './store.js';

/**
 * Where the user is. Addresses are behind the hash, so that the server has one page to serve and never sees a client identifier in a path.
 * @typedef {{ path: string[], query: Record<string, string> }} Place
 */

/** @param {string} hash @returns {Place} */
export function parse(hash) {
  const [path, search = ''] = hash.replace(/^#\/?/, '').split('?');
  return { path: path.split('/').filter(Boolean).map(decode), query: Object.fromEntries(new URLSearchParams(search)) };
}

/**
 * The address of a place.
 * @param {string[]} path
 * @param {Record<string, string | number | boolean | null | undefined>} [query] Empty values are left out.
 */
export function href(path, query = {}) {
  const kept = Object.entries(query).filter(([, v]) => v !== null && v !== undefined && v !== '');
  const search = new URLSearchParams(kept.map(([k, v]) => [k, String(v)])).toString();
  return `#/${path.map(encodeURIComponent).join('/')}${search ? `?${search}` : ''}`;
}

export const place = createStore(parse(location.hash));
addEventListener('hashchange', () => place.set(parse(location.hash)));

/** @param {string[]} path @param {Record<string, string | number | boolean | null | undefined>} [query] */
export function go(path, query) {
  location.hash = href(path, query);
}

/**
 * Changes the query of the place without a step in the history: for filters.
 * @param {Record<string, string | number | boolean | null | undefined>} query
 */
export function amend(query) {
  const now = place.get();
  const address = href(now.path, { ...now.query, ...query });
  if (address === location.hash) return;
  history.replaceState(null, '', address);
  place.set(parse(address));
}

/** @param {string} segment */
function decode(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // typed by hand
  }
}
