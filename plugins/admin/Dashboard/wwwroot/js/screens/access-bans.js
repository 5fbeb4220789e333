import { html, useState } from '../core/preact.js';
import { time } from '../core/format.js';
import { named, t } from '../core/i18n.js';
import { Change } from '../ui/change.js';
import { ask } from '../ui/dialog.js';
import { SelectField, TextField } from '../ui/field.js';
import { Given, plain } from '../ui/given.js';
import { Icon } from '../ui/icon.js';
import { Sheet } from '../ui/sheet.js';
import { tell, tellFailure } from '../ui/toast.js';
import { ban, unban, useNumberedPages } from './access-api.js';

/** Who is not let in, and until when. */
export function Bans() {
  const pages = useNumberedPages('/v1/bans', 'bans');
  return html`
    <${Sheet} name="bans" label=${t('access.tab.bans')} columns=${columns(pages.reload)} pages=${pages} rowKey=${(/** @type {any} */ b) => b.id}
      tools=${html`<${Change}><button type="button" class="button main" onClick=${() => add(pages.reload)}><${Icon} name="plus" />${t('bans.add')}</button><//>`}
      empty=${{ title: t('bans.none'), body: t('bans.none.fix') }} />`;
}

/** @param {() => void} reload @returns {import('../ui/table.js').Column<any>[]} */
const columns = reload => [
  { id: 'kind', label: t('bans.kind'), value: b => b.kind, cell: b => named('bans', b.kind) },
  { id: 'value', label: t('bans.who'), value: b => b.value, cell: b => html`<${Given} value=${b.value} mono=${true} />` },
  { id: 'until', label: t('bans.until'), value: b => b.until ?? '', cell: b => html`<span class="num nowrap">${b.until ? time(b.until) : t('never')}</span>` },
  { id: 'reason', label: t('bans.reason'), value: b => b.reason, cell: b => html`<${Given} value=${b.reason ?? ''} />` },
  { id: 'since', label: t('client.since'), value: b => b.created_at, cell: b => html`<span class="num nowrap">${time(b.created_at)}</span>` },
  {
    id: 'acts', label: t('actions'), value: () => '', fixed: true, changes: true,
    cell: b => html`<button type="button" class="button small" aria-label=${`${t('bans.lift')} ${plain(b.value)}`} onClick=${() => unban(b.id).then(reload, tellFailure)}>${t('bans.lift')}</button>`,
  },
];

/** @param {() => void} done */
const add = done => ask({
  title: t('bans.add'),
  body: html`<${BanForm} />`,
  action: t('bans.add'),
  danger: true,
  async done(values) {
    await ban(values.kind, values.value, Number(values.minutes) * 60, values.reason);
    tell(t('bans.added', { count: 1 }));
    done();
  },
});

function BanForm() {
  const [kind, setKind] = useState('client');
  return html`
    <div class="form">
      <${SelectField} label=${t('bans.kind')} name="kind" value=${kind} onChange=${setKind} options=${['client', 'user', 'address'].map(k => [k, t(`bans.${k}`)])} />
      <${TextField} label=${t('bans.who')} name="value" required=${true} placeholder=${kind === 'address' ? '192.0.2.0/24' : ''} />
      <${TextField} label=${t('bans.minutes')} name="minutes" type="number" min=${0} value="60" required=${true} hint=${t('bans.minutes.hint')} />
      <${TextField} label=${t('bans.reason')} name="reason" />
    </div>`;
}
