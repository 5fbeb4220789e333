import { html, useLayoutEffect, useRef, useState } from '../core/preact.js';
import { token } from '../core/session.js';
import { createStore, useStore } from '../core/store.js';
import { t } from '../core/i18n.js';
import { Failure } from './states.js';

/**
 * A question with a dangerous answer, a form in a dialog; or, without an action, something to look at.
 * @typedef {{ title: string, body?: any, action?: string, danger?: boolean, wide?: boolean, done?: (values: Record<string, string>) => Promise<unknown> | void }} Question
 */

const asked = createStore(/** @type {Question | null} */ (null));

// What one user was asked is not for the next one.
token.watch(() => { if (token.get() === null) asked.set(null); });

/**
 * Asks; `done` runs when the user agrees, with the dialog's fields by name, and the dialog stays open when it fails.
 * @param {Question} question
 */
export const ask = question => asked.set(question);

/** Draws what is asked now. */
export function Dialogs() {
  const question = useStore(asked);
  return question && html`<${Dialog} key=${question} question=${question} close=${() => asked.get() === question && asked.set(null)} />`;
}

/** @param {{ question: Question, close: () => void }} props */
function Dialog({ question, close }) {
  const element = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(/** @type {Error | null} */ (null));

  // The browser's own dialog: focus stays inside, Escape closes it, and focus goes back afterwards.
  useLayoutEffect(() => element.current?.showModal(), []);

  /** @param {SubmitEvent} event */
  const submit = async event => {
    event.preventDefault();
    const values = Object.fromEntries([...new FormData(/** @type {HTMLFormElement} */ (event.target))].map(([k, v]) => [k, String(v)]));
    setBusy(true);
    setError(null);
    try {
      await question.done?.(values);
      close();
    } catch (failure) {
      setError(/** @type {Error} */ (failure));
      setBusy(false);
    }
  };

  return html`
    <dialog ref=${element} class=${question.wide ? 'wide' : ''} aria-labelledby="dialog-title" onClose=${close}>
      <form onSubmit=${submit}>
        <h2 id="dialog-title">${question.title}</h2>
        ${question.body && html`<div class="stack">${question.body}</div>`}
        ${error && html`<${Failure} error=${error} />`}
        <div class="row end">
          <button type="button" class="button" onClick=${close}>${t(question.action ? 'action.cancel' : 'action.close')}</button>
          ${question.action && html`<button type="submit" class=${question.danger ? 'button bad main' : 'button main'} disabled=${busy}>${question.action}</button>`}
        </div>
      </form>
    </dialog>`;
}
