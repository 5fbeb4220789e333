import { useEffect, useMemo, useState } from '../core/preact.js';
import { useResource } from '../core/resource.js';

/**
 * What a sheet needs to show rows page by page, wherever they come from.
 * @template R
 * @typedef {object} Pages
 * @property {R[]} rows Of this page.
 * @property {number | null} total Over all pages; null when nobody knows.
 * @property {number} size
 * @property {(size: number) => void} setSize
 * @property {number} index
 * @property {boolean} more Whether there is a next page.
 * @property {boolean} loading
 * @property {Error | null} error
 * @property {boolean} complete Whether the rows are known all, so that sorting them means something.
 * @property {() => void} reload
 * @property {(index: number) => void} turn
 * @property {(limit: number) => Promise<{ rows: R[], cut: boolean }>} all For exports; cut when there are more than that.
 * @property {Sort | null} sort
 * @property {(sort: Sort | null) => void} setSort
 */
/** @typedef {{ by: (row: any) => unknown, id: string, down: boolean }} Sort */
/**
 * @template R
 * @typedef {{ rows: R[], next: string | null, total?: number | null }} Page
 */

const firstSize = 50;
/** Rows on the screen at once are bounded by these. */
export const sizes = [50, 100, 250];

/**
 * Pages that the server cuts, by cursor: how many there are costs nothing.
 * @template R
 * @param {(query: { page_size: number, after: string | null }, signal?: AbortSignal) => Promise<Page<R>>} load
 * @param {unknown[]} key A change begins at the first page again.
 * @param {number} [every] Milliseconds between loads.
 * @param {number} [most] Rows that the server shows at all.
 * @returns {Pages<R>}
 */
export function useServerPages(load, key, every, most = Infinity) {
  const [size, setSize] = useState(firstSize);
  const [sort, setSort] = useState(/** @type {Sort | null} */ (null));
  const keyText = JSON.stringify([key, size]);
  const [at, setAt] = useState({ keyText, cursors: /** @type {(string | null)[]} */ ([null]) });
  const cursors = at.keyText === keyText ? at.cursors : [null];
  const after = cursors[cursors.length - 1];

  const page = useResource(signal => load({ page_size: size, after }, signal), [keyText, after], every);
  const [kept, setKept] = useState(/** @type {Page<R> | null} */ (null));
  // While the next page is on its way the old one stays: a table that flickers cannot be read.
  useEffect(() => { if (page.data) setKept(page.data); }, [page.data]);
  const shown = page.data ?? kept;
  const rows = useMemo(() => sorted(shown?.rows ?? [], sort), [shown, sort]);

  return {
    rows,
    total: shown?.total ?? null,
    size,
    setSize,
    index: cursors.length - 1,
    // Of this page itself: the one that is still shown has led here already.
    more: Boolean(page.data?.next) && cursors.length * size < most,
    loading: page.loading,
    error: page.error,
    complete: cursors.length === 1 && shown !== null && !shown.next,
    reload: page.reload,
    turn: index => setAt({ keyText, cursors: index < cursors.length ? cursors.slice(0, index + 1) : page.data?.next ? [...cursors, page.data.next] : cursors }),
    async all(limit) {
      const rows = [];
      for (let cursor = null; ;) {
        const got = await load({ page_size: 1000, after: cursor });
        rows.push(...got.rows);
        cursor = got.next;
        if (!cursor || rows.length >= Math.min(limit, most)) return { rows: rows.slice(0, limit), cut: Boolean(cursor) || rows.length > limit };
      }
    },
    sort,
    setSort,
  };
}

/**
 * Pages of rows that are all here.
 * @template R
 * @param {R[]} all
 * @param {{ loading?: boolean, error?: Error | null, reload?: () => void }} [state]
 * @returns {Pages<R>}
 */
export function useLocalPages(all, { loading = false, error = null, reload = () => {} } = {}) {
  const [size, setSize] = useState(firstSize);
  const [turned, setIndex] = useState(0);
  const [sort, setSort] = useState(/** @type {Sort | null} */ (null));
  const ordered = useMemo(() => sorted(all, sort), [all, sort]);
  const index = Math.min(turned, Math.max(0, Math.ceil(all.length / size) - 1));
  return {
    rows: ordered.slice(index * size, (index + 1) * size),
    total: all.length,
    size,
    setSize,
    index,
    more: (index + 1) * size < all.length,
    loading,
    error,
    complete: true,
    reload,
    turn: setIndex,
    all: limit => Promise.resolve({ rows: ordered.slice(0, limit), cut: ordered.length > limit }),
    sort,
    setSort,
  };
}

/**
 * @template R
 * @param {R[]} rows
 * @param {Sort | null} sort
 */
function sorted(rows, sort) {
  if (!sort) return rows;
  const sign = sort.down ? -1 : 1;
  return [...rows].sort((a, b) => sign * compare(sort.by(a), sort.by(b)));
}

/** @param {any} a @param {any} b */
function compare(a, b) {
  if (a === b) return 0;
  if (a === null || a === undefined) return -1;
  if (b === null || b === undefined) return 1;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : 1;
  return Number(a) - Number(b);
}
