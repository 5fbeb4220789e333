import { createStore } from './store.js';
import { recall, remember } from './memory.js';

/** @typedef {'system' | 'light' | 'dark'} Theme */

const saved = recall('theme');

/** What the user chose. */
export const theme = createStore(/** @type {Theme} */ (saved === 'light' || saved === 'dark' ? saved : 'system'));

/** @param {Theme} chosen */
export function setTheme(chosen) {
  const root = document.documentElement;
  if (chosen === 'system') delete root.dataset.theme;
  else root.dataset.theme = chosen;
  remember('theme', chosen === 'system' ? null : chosen);
  theme.set(chosen);
}

/**
 * Calls back when the colours on the screen change, by the switch or by the system.
 * @param {() => void} changed
 * @returns {() => void} Stops it.
 */
export function watchColours(changed) {
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', changed);
  const stop = theme.watch(changed);
  return () => {
    system.removeEventListener('change', changed);
    stop();
  };
}

/**
 * A custom property as the colour that is on the screen now; a canvas cannot read light-dark().
 * @param {string} name Such as `--accent`.
 */
export function colour(name) {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  probe.hidden = true;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}
