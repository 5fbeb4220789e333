// Settings of this browser. Storage may be forbidden or full: then a setting lasts as long as the page.
const fallback = new Map();

/**
 * @param {string} key
 * @returns {string | null}
 */
export function recall(key) {
  try {
    return localStorage.getItem(`gmqtt.${key}`);
  } catch {
    return fallback.get(key) ?? null;
  }
}

/**
 * @param {string} key
 * @param {string | null} value Null forgets it.
 */
export function remember(key, value) {
  try {
    if (value === null) localStorage.removeItem(`gmqtt.${key}`);
    else localStorage.setItem(`gmqtt.${key}`, value);
  } catch {
    if (value === null) fallback.delete(key);
    else fallback.set(key, value);
  }
}
