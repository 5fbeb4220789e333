import { html } from '../core/preact.js';

/**
 * @param {{ label: string, tabs: [string, string][], value: string, onChange: (tab: string) => void, children: any }} props Tabs as id and text; the children are the chosen one's.
 */
export function Tabs({ label, tabs, value, onChange, children }) {
  /** @param {KeyboardEvent} event */
  const arrows = event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = tabs.findIndex(([id]) => id === value);
    const next = (at + step + tabs.length) % tabs.length;
    onChange(tabs[next][0]);
    /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (event.currentTarget).children[next]).focus();
  };
  return html`
    <div class="tabs" role="tablist" aria-label=${label} onKeyDown=${arrows}>
      ${tabs.map(([id, text]) => html`
        <button type="button" role="tab" id=${`tab-${id}`} aria-selected=${id === value} aria-controls="tab-panel" tabindex=${id === value ? 0 : -1} onClick=${() => onChange(id)}>${text}</button>`)}
    </div>
    <div class="stack" role="tabpanel" id="tab-panel" aria-labelledby=${`tab-${value}`}>${children}</div>`;
}
