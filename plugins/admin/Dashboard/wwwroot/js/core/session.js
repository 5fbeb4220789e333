import { createStore } from './store.js';

const key = 'gmqtt.token';

// sessionStorage: the token is gone with the tab, and no other site's page can read it. Never a cookie: a cookie would be sent by forged requests too.
export const token = createStore(read());

/** What the token may: admin, viewer, or null while that is not known. */
export const role = createStore(/** @type {string | null} */ (null));

/** Why the user has to sign in again; a key of the dictionary. */
export const signedOutBecause = createStore(/** @type {string | null} */ (null));

/** @param {string} value @param {string} may Its role. */
export function signIn(value, may) {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // Storage is forbidden: the token lasts as long as the page.
  }
  signedOutBecause.set(null);
  role.set(may);
  token.set(value);
}

/** @param {string | null} [because] */
export function signOut(because = null) {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Nothing was stored.
  }
  signedOutBecause.set(because);
  role.set(null);
  token.set(null);
}

/** @returns {string | null} */
function read() {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}
