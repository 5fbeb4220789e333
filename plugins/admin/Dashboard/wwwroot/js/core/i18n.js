import { createStore } from './store.js';
import { recall, remember } from './memory.js';
import { en } from '../i18n/en.js';
import { zh } from '../i18n/zh.js';

/** @typedef {'en' | 'zh'} Language */

/** @type {Record<Language, Record<string, string>>} */
const dictionaries = { en, zh };
const saved = recall('language');

/** @type {import('./store.js').Store<Language>} */
export const language = createStore(saved === 'en' || saved === 'zh' ? saved : navigator.language.startsWith('zh') ? 'zh' : 'en');

/** @param {Language} chosen */
export function setLanguage(chosen) {
  remember('language', chosen);
  document.documentElement.lang = chosen === 'zh' ? 'zh-CN' : 'en';
  language.set(chosen);
}

/**
 * The text of a key in the chosen language. A key that no dictionary has comes back in brackets, for everybody to see.
 * @param {string} key
 * @param {Record<string, string | number>} [values] For the `{name}` in the text.
 */
export function t(key, values) {
  const text = dictionaries[language.get()][key] ?? `[${key}]`;
  return values ? text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole)) : text;
}

/** @param {string} key */
export const hasText = key => key in dictionaries.en;

/**
 * The text for a value of the API, such as a state; the value itself where nobody has translated it.
 * @param {string} prefix
 * @param {string | null | undefined} value
 */
export const named = (prefix, value) => (value && hasText(`${prefix}.${value}`) ? t(`${prefix}.${value}`) : value ?? '');
