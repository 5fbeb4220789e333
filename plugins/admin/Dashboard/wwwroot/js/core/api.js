import { signOut, token } from './session.js';

/** A request that did not work, in words for the user. */
export class ApiError extends Error {
  /**
   * @param {number} status 0 when there was no answer.
   * @param {string} message
   * @param {Record<string, string>} [fields] What is wrong, by field.
   */
  constructor(status, message, fields = {}) {
    super(message);
    this.status = status;
    this.fields = fields;
  }
}

/**
 * @typedef {Record<string, string | number | boolean | null | undefined>} Query
 * @typedef {{ query?: Query, body?: unknown, signal?: AbortSignal, late?: AbortSignal, as?: string, bearer?: string }} RequestOptions
 */

/** Milliseconds until nobody believes any more that what is only read will be answered. */
const patience = 30_000;

/** @param {string} path @param {Query} [query] @param {AbortSignal} [signal] @param {string} [bearer] Another token than the session's. @returns {Promise<any>} */
export const get = (path, query, signal, bearer) => request('GET', path, { query, signal, bearer });
/** @param {string} path @param {unknown} [body] @param {Query} [query] @returns {Promise<any>} */
export const post = (path, body = {}, query) => request('POST', path, { body, query });
/** @param {string} path @param {unknown} [body] @param {Query} [query] @returns {Promise<any>} */
export const put = (path, body = {}, query) => request('PUT', path, { body, query });
/** @param {string} path @param {Query} [query] @returns {Promise<any>} */
export const del = (path, query) => request('DELETE', path, { query });

/**
 * A path with values in it, each encoded: url`/v1/clients/${id}`.
 * @param {TemplateStringsArray} parts
 * @param {unknown[]} values
 */
export function url(parts, ...values) {
  return parts.reduce((path, part, i) => path + encodeURIComponent(String(values[i - 1])) + part);
}

/** Whether a path can carry a name: these two are steps in it, encoded or not. @param {string} name */
export const fitsPath = name => name !== '.' && name !== '..';

/**
 * @param {string} method
 * @param {string} path
 * @param {RequestOptions} [options]
 * @returns {Promise<any>} The JSON of the answer.
 */
export async function request(method, path, options = {}) {
  const late = method === 'GET' ? AbortSignal.timeout(patience) : undefined;
  const response = await open(method, path, { ...options, late });
  if (response.status === 204) return null;
  try {
    return await response.json();
  } catch (error) {
    if (options.signal?.aborted) throw error;
    if (late?.aborted) throw new ApiError(0, '');
    throw new ApiError(response.status, `${method} ${path} was not answered with JSON`);
  }
}

/**
 * Sends a request and sees that it worked; the body is the caller's to read.
 * @param {string} method
 * @param {string} path
 * @param {RequestOptions} [options]
 */
export async function open(method, path, { query = {}, body, signal, late, as = 'application/json', bearer } = {}) {
  const kept = Object.entries(query).filter(([, v]) => v !== null && v !== undefined && v !== '').map(([k, v]) => [k, String(v)]);
  const used = bearer ?? token.get();
  let response;
  try {
    response = await fetch(path + (kept.length > 0 ? `?${new URLSearchParams(kept)}` : ''), {
      method,
      signal: signal && late ? AbortSignal.any([signal, late]) : signal ?? late,
      cache: 'no-store',
      credentials: 'omit',
      headers: { Accept: as, ...(used ? { Authorization: `Bearer ${used}` } : {}), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    // Only the caller's own wish is an abort; what came too late did not come.
    if (signal?.aborted) throw error;
    throw new ApiError(0, '');
  }

  if (response.ok) return response;
  if (response.status === 401 && used && used === token.get()) signOut('login.refused');
  throw await problem(response);
}

/** @param {unknown} error Whether it only says that nobody waits any more. */
export const isAbort = error => error instanceof DOMException && error.name === 'AbortError';

/** @param {Response} response */
async function problem(response) {
  let said;
  try {
    said = await response.json();
  } catch {
    said = {};
  }
  const message = said.detail || said.message || said.title || '';
  // The sentence begins with the field when it is about one; beside a form only the rest is wanted.
  const fields = typeof said.field === 'string' ? { [said.field]: message.startsWith(`${said.field}: `) ? message.slice(said.field.length + 2) : message } : {};
  return new ApiError(response.status, message, fields);
}
