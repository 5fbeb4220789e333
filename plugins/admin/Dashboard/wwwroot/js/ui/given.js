import { html } from '../core/preact.js';
import { t } from '../core/i18n.js';

// What does not show, or moves what stands beside it: control characters, zero-width ones, direction marks, tags and lone halves of a pair.
const invisible = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Text that somebody outside chose: a client identifier, a topic, a payload. It is shown as text always, what is invisible in it by its code point, and no more of it than a person can read.
 * @param {{ value: unknown, limit?: number, mono?: boolean, breaks?: boolean }} props `breaks` keeps line breaks and tabs.
 */
export function Given({ value, limit = 256, mono = false, breaks = false }) {
  const text = String(value ?? '');
  const shown = text.length > limit ? text.slice(0, limit) : text;
  return html`<bdi class=${mono ? 'given mono' : 'given'}>${pieces(shown, breaks)}${text.length > limit
    ? html`<span class="muted">… ${t('given.more', { count: text.length - limit })}</span>` : null}</bdi>`;
}

/**
 * As plain text, for titles, dialogs and names that screen readers say.
 * @param {unknown} value
 */
export function plain(value, limit = 80) {
  const text = String(value ?? '').replace(invisible, codePoint);
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}

/** @param {string} text @param {boolean} breaks */
function pieces(text, breaks) {
  const found = [];
  let at = 0;
  for (const match of text.matchAll(invisible)) {
    if (breaks && (match[0] === '\n' || match[0] === '\t' || match[0] === '\r')) continue;
    found.push(text.slice(at, match.index), html`<span class="escape">${codePoint(match[0])}</span>`);
    at = match.index + match[0].length;
  }
  found.push(text.slice(at));
  return found;
}

/** @param {string} character */
const codePoint = character => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
