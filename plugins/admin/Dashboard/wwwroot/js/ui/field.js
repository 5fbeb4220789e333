import { html, useState } from '../core/preact.js';
import { Icon } from './icon.js';

let last = 0;

/**
 * A label with its control. `control` gets the id to carry, and the id of its hint.
 * @param {{ label: string, hint?: any, wrong?: string, wide?: boolean, children: (id: string) => any }} props
 */
export function Field({ label, hint, wrong, wide = false, children }) {
  const [id] = useState(() => `f${++last}`);
  return html`
    <div class=${wide ? 'field wide' : 'field'}>
      <label for=${id}>${label}</label>
      ${children(id)}
      ${wrong ? html`<p class="wrong" role="alert">${wrong}</p>` : hint && html`<p class="hint">${hint}</p>`}
    </div>`;
}

/**
 * @param {{ label: string, name?: string, value?: string | number, onInput?: (value: string) => void, placeholder?: string, hint?: any, wrong?: string, type?: string,
 *   wide?: boolean, required?: boolean, onKeyDown?: (event: KeyboardEvent) => void, min?: number, max?: number, list?: string, autofocus?: boolean, autocomplete?: string, readonly?: boolean }} props
 */
export const TextField = ({ label, hint, wrong, wide, onInput, type = 'text', ...rest }) => html`
  <${Field} label=${label} hint=${hint} wrong=${wrong} wide=${wide}>
    ${(/** @type {string} */ id) => html`<input id=${id} type=${type} aria-invalid=${wrong ? 'true' : undefined} spellcheck="false" autocomplete="off" ...${rest}
      onInput=${(/** @type {any} */ e) => onInput?.(e.target.value)} />`}
  <//>`;

/**
 * @param {{ label: string, name?: string, value: string, onChange: (value: string) => void, options: [string, string][], hint?: any }} props Options as value and text.
 */
export const SelectField = ({ label, hint, value, onChange, options, ...rest }) => html`
  <${Field} label=${label} hint=${hint}>
    ${(/** @type {string} */ id) => html`<select id=${id} value=${value} ...${rest} onChange=${(/** @type {any} */ e) => onChange(e.target.value)}>
      ${options.map(([v, text]) => html`<option value=${v} selected=${v === value}>${text}</option>`)}
    </select>`}
  <//>`;

/** @param {{ label: string, checked: boolean, onChange: (on: boolean) => void }} props */
export const CheckField = ({ label, checked, onChange, ...rest }) => html`
  <label class="check"><input type="checkbox" checked=${checked} ...${rest} onChange=${(/** @type {any} */ e) => onChange(e.target.checked)} />${label}</label>`;

/** @param {{ label: string, value: string, onInput: (value: string) => void }} props */
export const Search = ({ label, value, onInput }) => html`
  <div class="search" role="search">
    <${Icon} name="search" />
    <input type="search" aria-label=${label} placeholder=${label} value=${value} spellcheck="false" autocomplete="off" onInput=${(/** @type {any} */ e) => onInput(e.target.value)} />
  </div>`;

/**
 * One of a few, as buttons side by side.
 * @param {{ label: string, value: string, onChange: (value: string) => void, options: [string, string][] }} props
 */
export const Choice = ({ label, value, onChange, options }) => html`
  <div class="group" role="group" aria-label=${label}>
    ${options.map(([v, text]) => html`<button type="button" class="button small" aria-pressed=${v === value} onClick=${() => onChange(v)}>${text}</button>`)}
  </div>`;
