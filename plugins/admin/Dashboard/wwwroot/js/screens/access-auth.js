import { html } from '../core/preact.js';
import { t } from '../core/i18n.js';
import { href } from '../core/router.js';
import { Failure, Loading, Nothing } from '../ui/states.js';
import { useAuth } from './access-api.js';

/**
 * Its children when the auth plugin is loaded; else what to do to have it.
 * @param {{ children?: any }} props
 */
export function WithAuth({ children }) {
  const auth = useAuth();
  if (auth.error) return html`<${Failure} error=${auth.error} retry=${auth.reload} />`;
  if (auth.isThere === null) return html`<${Loading} />`;
  if (auth.isThere) return children;
  return html`
    <section class="panel">
      <${Nothing} title=${t('access.missing')}>${t('access.missing.fix')} <a href=${href(['plugins'])}>${t('plugins.title')}</a><//>
      <pre class="body">[plugins.auth]${'\n'}sources = ["accounts"]${'\n'}password_file = "gmqtt_password.yml"${'\n'}rules_file = "rules.yml"</pre>
    </section>`;
}
