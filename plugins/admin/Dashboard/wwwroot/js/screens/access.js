import { html } from '../core/preact.js';
import { t } from '../core/i18n.js';
import { amend, href } from '../core/router.js';
import { Failure, Loading, Nothing } from '../ui/states.js';
import { Tabs } from '../ui/tabs.js';
import { Accounts } from './access-accounts.js';
import { useAuth } from './access-api.js';
import { Bans } from './access-bans.js';
import { Bench } from './access-explain.js';
import { Groups, Roles } from './access-roles.js';
import { Rules } from './access-rules.js';

/** @type {Record<string, any>} */
const parts = { rules: Rules, bench: Bench, accounts: Accounts, roles: Roles, groups: Groups, bans: Bans };

/** Who may do what, and a bench to try it on. @param {{ query: Record<string, string> }} props */
export function Screen({ query }) {
  const tab = query.tab in parts ? query.tab : 'rules';
  return html`
    <${WithAuth}>
      <${Tabs} label=${t('access.title')} value=${tab} onChange=${(/** @type {string} */ to) => amend({ tab: to })} tabs=${Object.keys(parts).map(x => [x, t(`access.tab.${x}`)])}>
        <${parts[tab]} key=${tab} />
      <//>
    <//>`;
}

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
