import { html, useState } from '../core/preact.js';
import { get } from '../core/api.js';
import { fullTime, time } from '../core/format.js';
import { named, t } from '../core/i18n.js';
import { useSettled } from '../core/settled.js';
import { SelectField, TextField } from '../ui/field.js';
import { Given } from '../ui/given.js';
import { useServerPages } from '../ui/pages.js';
import { Sheet } from '../ui/sheet.js';

const actions = ['client.disconnect', 'client.terminate', 'clients.disconnect', 'subscription.add', 'subscription.remove', 'publish', 'retained.delete', 'retained.delete_filter',
  'plugin.reload', 'plugin.enable', 'plugin.disable', 'trace.start', 'trace.stop', 'trace.delete', 'backup'];

/** Who has changed what through the API. */
export function Screen() {
  const [who, setWho] = useState('');
  const [action, setAction] = useState('');
  const asked = useSettled({ who, action });
  /** @type {import('../ui/pages.js').Pages<any>} */
  const pages = useServerPages(async (page, signal) => {
    const answer = await get('/v1/audit', { ...asked, ...page }, signal);
    return { rows: answer.entries, next: answer.next, total: null };
  }, [asked], 5_000);
  return html`
    <p class="lead">${t('audit.lead')}</p>
    <${Sheet} name="audit" label=${t('audit.title')} columns=${columns()} pages=${pages} rowKey=${(/** @type {any} */ e) => String(e.id)}
      tools=${html`
        <${TextField} label=${t('audit.who')} value=${who} onInput=${setWho} />
        <${SelectField} label=${t('audit.action')} value=${action} onChange=${setAction} options=${[['', t('any')], ...actions.map(a => [a, t(`audit.action.${a}`)])]} />`}
      empty=${{ title: t('audit.none'), body: t('audit.none.why') }} />`;
}

/** @returns {import('../ui/table.js').Column<any>[]} */
const columns = () => [
  { id: 'at', label: t('at'), value: e => e.at, cell: e => html`<span class="num nowrap" title=${fullTime(e.at)}>${time(e.at)}</span>` },
  { id: 'who', label: t('audit.who'), value: e => e.who, cell: e => html`<${Given} value=${e.who} /> <span class="muted small">${e.role}</span>` },
  { id: 'action', label: t('audit.action'), value: e => e.action, cell: e => named('audit.action', e.action) },
  { id: 'target', label: t('audit.target'), value: e => e.target, cell: e => html`<${Given} value=${e.target} mono=${true} />` },
  { id: 'result', label: t('audit.result'), value: e => e.result, cell: e => html`<span class="badge ${{ ok: 'ok', refused: 'warn', failed: 'bad' }[/** @type {'ok'} */ (e.result)] ?? ''}">${named('audit.result', e.result)}</span>` },
  { id: 'detail', label: t('audit.detail'), value: e => e.detail, cell: e => html`<${Given} value=${e.detail} />` },
  { id: 'address', label: t('client.address'), value: e => e.remote_addr, cell: e => html`<span class="mono">${e.remote_addr}</span>` },
];
