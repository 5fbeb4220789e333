import { del, get, post, url } from '../core/api.js';
import { useResource } from '../core/resource.js';
import { useServerPages } from '../ui/pages.js';

// What the auth plugin answers. It may not be loaded: every screen asks useAuth first.

/** @param {any} question */
export const explain = question => post('/v1/explain', question);

/**
 * @param {string} kind client, user or address.
 * @param {string} value
 * @param {number} seconds 0 for good.
 * @param {string} reason
 */
export const ban = (kind, value, seconds, reason) => post('/v1/bans', { kind, value, ...(seconds > 0 && { seconds }), ...(reason && { reason }) });

/** @param {string} id */
export const unban = id => del(url`/v1/bans/${id}`);

/** @param {string} name @param {any} rule */
export const setRule = (name, rule) => post(url`/v1/rules/${name}`, rule);

/** @param {string} name */
export const deleteRule = name => del(url`/v1/rules/${name}`);

/** Whether the auth plugin is there: its routes say so. Null while nobody knows. */
export function useAuth() {
  const plugins = useResource(signal => get('/v1/plugins', {}, signal), [], 10_000);
  const isThere = plugins.data && plugins.data.plugins.some((/** @type {any} */ p) => p.state === 'active' && p.routes?.includes('/v1/rules'));
  return { isThere: /** @type {boolean | null} */ (isThere), error: plugins.error, reload: plugins.reload };
}

/**
 * A list of the auth plugin, whose pages are numbered: the number serves as cursor.
 * @param {string} path
 * @param {string} name The list's name in the answer.
 * @returns {import('../ui/pages.js').Pages<any>}
 */
export const useNumberedPages = (path, name) => useServerPages(async ({ page_size: size, after }, signal) => {
  const number = Number(after ?? 1);
  const answer = await get(path, { page: number, page_size: size }, signal);
  return { rows: answer[name], total: answer.total_count, next: number * size < answer.total_count ? String(number + 1) : null };
}, [path], 10_000);
