import { html, useState } from '../core/preact.js';
import { get } from '../core/api.js';
import { t } from '../core/i18n.js';
import { signedOutBecause, signIn, signOut } from '../core/session.js';
import { useStore } from '../core/store.js';
import { TextField } from '../ui/field.js';
import { Banner, Failure } from '../ui/states.js';
import { Preferences } from '../shell.js';

/** Asks for the token, and says where it is. */
export function Login() {
  const because = useStore(signedOutBecause);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(/** @type {Error | null} */ (null));

  /** @param {SubmitEvent} event */
  const submit = async event => {
    event.preventDefault();
    const value = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get('token') ?? '').trim();
    if (!/^[\x21-\x7e]+$/.test(value)) {
      signOut('login.notToken');
      return;
    }
    setBusy(true);
    setError(null);
    try {
      signIn(value, (await check(value)).role);
    } catch (failure) {
      const wrong = /** @type {any} */ (failure);
      if (wrong.status === 401) signOut('login.refused');
      else setError(wrong);
      setBusy(false);
    }
  };

  return html`
    <main class="login">
      <div>
        <form onSubmit=${submit}>
          <h1 class="brand"><img src="favicon.svg" alt="" />Gmqtt</h1>
          <p class="muted">${t('login.lead')}</p>
          ${because && html`<${Banner} kind="bad">${t(because)}<//>`}
          ${error && html`<${Failure} error=${error} />`}
          <${TextField} label=${t('login.token')} name="token" type="password" required=${true} autofocus=${true} autocomplete="current-password" />
          <button type="submit" class="button main" disabled=${busy}>${t('login.signIn')}</button>
          <div class="box small">
            <p>${t('login.where')}</p>
            <pre>${t('login.file')}</pre>
            <p class="muted">${t('login.kept')}</p>
          </div>
        </form>
        <div class="row end login-foot"><${Preferences} /></div>
      </div>
    </main>`;
}

/** @param {string} value Thrown at when it is not a token of this broker. */
const check = value => get('/v1/whoami', {}, undefined, value);
