import { html } from '../core/preact.js';
import { del, post, url } from '../core/api.js';
import { t } from '../core/i18n.js';
import { Change } from '../ui/change.js';
import { ask } from '../ui/dialog.js';
import { TextField } from '../ui/field.js';
import { Given } from '../ui/given.js';
import { Icon } from '../ui/icon.js';
import { Sheet } from '../ui/sheet.js';
import { tell } from '../ui/toast.js';
import { useNumberedPages } from './access-api.js';
import { listFrom, textOf } from './access-rule-form.js';

/** Who may log in with a password. No password and no hash comes here. */
export function Accounts() {
  const pages = useNumberedPages('/v1/accounts', 'accounts');
  return html`
    <${Sheet} name="accounts" label=${t('access.tab.accounts')} columns=${columns(pages.reload)} pages=${pages} rowKey=${(/** @type {any} */ a) => a.username}
      tools=${html`<${Change}><button type="button" class="button main" onClick=${() => edit(null, pages.reload)}><${Icon} name="plus" />${t('accounts.add')}</button><//>`}
      empty=${{ title: t('accounts.none'), body: t('accounts.none.fix') }} />`;
}

/** @param {() => void} reload @returns {import('../ui/table.js').Column<any>[]} */
const columns = reload => [
  { id: 'username', label: t('client.username'), value: a => a.username, cell: a => html`<${Given} value=${a.username} />` },
  { id: 'roles', label: t('rules.roles'), value: a => a.roles.join(', '), cell: a => html`<${Given} value=${a.roles.join(', ')} />` },
  { id: 'algorithm', label: t('accounts.algorithm'), value: a => a.algorithm, cell: a => html`<span class=${['plain', 'md5', 'sha256'].includes(a.algorithm) ? 'badge warn' : 'badge'}>${a.algorithm}</span>` },
  { id: 'scram', label: 'SCRAM', value: a => a.scram, cell: a => t(a.scram ? 'yes' : 'no') },
  {
    id: 'acts', label: t('actions'), value: () => '', fixed: true, changes: true,
    cell: a => html`<div class="row">
      <button type="button" class="button small" aria-label=${`${t('action.edit')} ${a.username}`} onClick=${() => edit(a, reload)}>${t('action.edit')}</button>
      <button type="button" class="button bad small icon" aria-label=${`${t('action.delete')} ${a.username}`} title=${t('action.delete')} onClick=${() => remove(a, reload)}><${Icon} name="trash" /></button>
    </div>`,
  },
];

/** @param {any} account Null for a new one. @param {() => void} done */
const edit = (account, done) => ask({
  title: account ? t('accounts.edit', { name: account.username }) : t('accounts.add'),
  body: html`
    ${!account && html`<${TextField} label=${t('client.username')} name="username" required=${true} />`}
    <${TextField} label=${t('mqtt.password')} name="password" type="password" autocomplete="new-password" required=${!account} hint=${account && t('accounts.password.hint')} />
    <${TextField} label=${t('rules.roles')} name="roles" value=${textOf(account?.roles)} hint=${t('accounts.roles.hint')} />`,
  action: t('action.save'),
  async done(values) {
    const name = account?.username ?? values.username;
    const before = account?.roles ?? [];
    const roles = listFrom(values.roles, before);
    // A file without room for roles refuses them, even none: only what has changed is said.
    await post(url`/v1/accounts/${name}`, { ...(values.password && { password: values.password }), ...(JSON.stringify(roles) !== JSON.stringify(before) && { roles }) });
    tell(t('accounts.saved', { name }));
    done();
  },
});

/** @param {any} account @param {() => void} done */
const remove = (account, done) => ask({
  title: t('accounts.delete', { name: account.username }),
  body: html`<p>${t('accounts.delete.what')}</p>`,
  action: t('action.delete'),
  danger: true,
  async done() {
    await del(url`/v1/accounts/${account.username}`);
    done();
  },
});
