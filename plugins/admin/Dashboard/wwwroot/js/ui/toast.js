import { html } from '../core/preact.js';
import { createStore, useStore } from '../core/store.js';
import { t } from '../core/i18n.js';
import { Icon } from './icon.js';
import { whatHappened, whatToDo } from './states.js';

/** @typedef {{ id: number, kind: 'ok' | 'warn' | 'bad', text: string }} Toast */

const toasts = createStore(/** @type {Toast[]} */ ([]));
let last = 0;

/**
 * Says that something is done. Good news goes by itself; bad news stays until it is closed.
 * @param {string} text
 * @param {Toast['kind']} [kind]
 */
export function tell(text, kind = 'ok') {
  const toast = { id: ++last, kind, text };
  toasts.set([...toasts.get().slice(-3), toast]);
  if (kind === 'ok') setTimeout(() => close(toast.id), 5000);
}

/** @param {Error} error */
export const tellFailure = error => tell([whatHappened(error), whatToDo(error)].filter(Boolean).join(' '), 'bad');

/** @param {number} id */
const close = id => toasts.set(toasts.get().filter(toast => toast.id !== id));

export function Toasts() {
  return html`
    <div class="toasts" role="region" aria-label=${t('toasts')} aria-live="polite">
      ${useStore(toasts).map(toast => html`
        <div key=${toast.id} class="toast ${toast.kind}" role=${toast.kind === 'ok' ? 'status' : 'alert'}>
          <p class="grow">${toast.text}</p>
          <button type="button" class="button quiet small icon" aria-label=${t('action.close')} onClick=${() => close(toast.id)}><${Icon} name="close" /></button>
        </div>`)}
    </div>`;
}
