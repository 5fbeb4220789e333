import { html, useEffect, useRef, useState } from '../core/preact.js';
import { Icon } from './icon.js';

/**
 * A button that opens a list. Escape and a click elsewhere close it.
 * @param {{ icon: string, label: string, children: any }} props
 */
export function Menu({ icon, label, children }) {
  const [open, setOpen] = useState(false);
  const element = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    if (!open) return undefined;
    /** @param {Event} event */
    const elsewhere = event => element.current?.contains(/** @type {Node} */ (event.target)) || setOpen(false);
    document.addEventListener('pointerdown', elsewhere);
    document.addEventListener('focusin', elsewhere);
    return () => {
      document.removeEventListener('pointerdown', elsewhere);
      document.removeEventListener('focusin', elsewhere);
    };
  }, [open]);

  /** @param {KeyboardEvent} event */
  const escape = event => {
    if (event.key !== 'Escape' || !open) return;
    setOpen(false);
    element.current?.querySelector('button')?.focus();
  };

  return html`
    <div class="menu" ref=${element} onKeyDown=${escape}>
      <button type="button" class="button icon" aria-label=${label} title=${label} aria-expanded=${open} onClick=${() => setOpen(!open)}><${Icon} name=${icon} /></button>
      ${open && html`<div class="list" role="group" aria-label=${label}>${children}</div>`}
    </div>`;
}
