import { del, get, post, url } from '../core/api.js';

// What the auth plugin answers. One file, because its routes are gone when it is: every screen asks isMissing.

/** @param {string} kind client_id, username or address. @param {string} value @param {number} seconds 0 for good. @param {string} reason */
export const ban = (kind, value, seconds, reason) => post('/v1/bans', { kind, value, seconds: seconds > 0 ? seconds : null, reason });

/** @param {string} kind @param {string} value */
export const unban = (kind, value) => del(url`/v1/bans/${kind}/${value}`);

/** @param {any} question */
export const explain = question => post('/v1/explain', question);

/** Whether nobody answers these routes: the auth plugin is not loaded. @param {Error | null} error */
export const isMissing = error => /** @type {any} */ (error)?.status === 404;

/** @param {AbortSignal} signal */
export const rules = signal => get('/v1/rules', {}, signal);
