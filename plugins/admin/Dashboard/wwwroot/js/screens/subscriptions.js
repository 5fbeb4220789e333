import { html, useState } from '../core/preact.js';
import { get } from '../core/api.js';
import { count } from '../core/format.js';
import { t } from '../core/i18n.js';
import { amend, href } from '../core/router.js';
import { useSettled } from '../core/settled.js';
import { CheckField, SelectField, TextField } from '../ui/field.js';
import { Given } from '../ui/given.js';
import { useLocalPages, useServerPages } from '../ui/pages.js';
import { Sheet } from '../ui/sheet.js';
import { Tabs } from '../ui/tabs.js';
import { useResource } from '../core/resource.js';
import { SharedGroups } from './shared-groups.js';

const searchLimit = 1000;

/** @param {{ query: Record<string, string> }} props */
export function Screen({ query }) {
  const tab = ['all', 'search', 'shared'].includes(query.tab) ? query.tab : 'all';
  return html`
    <${Tabs} label=${t('subscriptions.title')} value=${tab} onChange=${(/** @type {string} */ to) => amend({ tab: to })}
      tabs=${['all', 'search', 'shared'].map(x => [x, t(`subscriptions.tab.${x}`)])}>
      ${tab === 'all' ? html`<${All} />` : tab === 'search' ? html`<${Find} />` : html`<${SharedGroups} />`}
    <//>`;
}

function All() {
  const [client, setClient] = useState('');
  const clientId = useSettled(client);
  /** @type {import('../ui/pages.js').Pages<any>} */
  const pages = useServerPages(async (page, signal) => {
    const answer = await get('/v1/subscriptions', { client_id: clientId, ...page }, signal);
    return { rows: answer.subscriptions, next: answer.next, total: answer.total_count };
  }, [clientId], 10_000);
  return html`
    <${Sheet} name="subscriptions" label=${t('subscriptions.title')} columns=${subscriptionColumns(true)} pages=${pages} rowKey=${keyOf}
      tools=${html`<${TextField} label=${t('subscriptions.ofClient')} value=${client} onInput=${setClient} />`}
      empty=${{ title: t('subscriptions.none'), body: t('subscriptions.none.fix') }} />`;
}

/** Who would get a message, and who has this very filter. */
function Find() {
  const [topic, setTopic] = useState('');
  const [match, setMatch] = useState('2');
  const [kinds, setKinds] = useState({ 1: true, 2: true, 3: true });
  const asked = useSettled({ topic_name: topic, match_type: match, filter_type: Object.entries(kinds).filter(([, on]) => on).map(([k]) => k).join(',') });
  const ready = asked.topic_name !== '' && asked.filter_type !== '';
  const found = useResource(signal => (ready ? get('/v1/filter_subscriptions', { ...asked, limit: searchLimit }, signal) : Promise.resolve({ subscriptions: [] })), [asked]);
  const rows = found.data?.subscriptions ?? [];
  const pages = useLocalPages(rows, found);
  return html`
    <${Sheet} name="subscriptions.search" label=${t('subscriptions.tab.search')} columns=${subscriptionColumns(true)} pages=${pages} rowKey=${keyOf}
      filters=${html`
        <div class="form">
          <${TextField} label=${t(match === '2' ? 'topicName' : 'filter')} value=${topic} onInput=${setTopic} placeholder=${match === '2' ? 'sensors/1/temperature' : 'sensors/#'} />
          <${SelectField} label=${t('subscriptions.match')} value=${match} onChange=${setMatch} options=${[['2', t('subscriptions.match.topic')], ['1', t('subscriptions.match.same')]]} />
        </div>
        <div class="row">
          ${/** @type {const} */ (['3', '2', '1']).map(k => html`
            <${CheckField} label=${t(`subscriptions.kind.${k}`)} checked=${kinds[k]} onChange=${(/** @type {boolean} */ on) => setKinds({ ...kinds, [k]: on })} />`)}
        </div>`}
      tools=${rows.length >= searchLimit && html`<p class="muted">${t('subscriptions.limit', { count: count(searchLimit) })}</p>`}
      empty=${ready ? { title: t('subscriptions.noMatch') } : { title: t('subscriptions.ask'), body: t('subscriptions.ask.why') }} />`;
}

/** @param {any} subscription */
const keyOf = subscription => `${subscription.client_id}\n${subscription.topic_name}`;

/** @param {boolean} withClient @returns {import('../ui/table.js').Column<any>[]} */
export const subscriptionColumns = withClient => [
  ...(withClient ? [{
    id: 'client', label: t('client.id'), value: (/** @type {any} */ s) => s.client_id,
    cell: (/** @type {any} */ s) => html`<a href=${href(['clients', s.client_id], { tab: 'subscriptions' })}><${Given} value=${s.client_id} /></a>`,
  }] : []),
  { id: 'filter', label: t('filter'), value: s => s.topic_name, cell: s => html`<${Given} value=${s.topic_name} mono=${true} />` },
  { id: 'qos', label: 'QoS', value: s => s.qos, right: true },
  { id: 'nolocal', label: 'No Local', value: s => s.no_local, cell: s => yes(s.no_local) },
  { id: 'rap', label: 'Retain As Published', value: s => s.retain_as_published, cell: s => yes(s.retain_as_published) },
  { id: 'handling', label: t('subscriptions.retainHandling'), value: s => s.retain_handling, cell: s => t(`retainHandling.${s.retain_handling}`) },
  { id: 'id', label: t('subscriptions.id'), value: s => s.id, cell: s => s.id || '–', right: true },
];

/** @param {boolean} on */
const yes = on => (on ? t('yes') : html`<span class="muted">${t('no')}</span>`);
