import { html } from '../core/preact.js';
import { t } from '../core/i18n.js';
import { amend } from '../core/router.js';
import { Tabs } from '../ui/tabs.js';
import { Accounts } from './access-accounts.js';
import { WithAuth } from './access-auth.js';
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
