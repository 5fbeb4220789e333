import { html } from '../core/preact.js';
import { get } from '../core/api.js';
import { count } from '../core/format.js';
import { t } from '../core/i18n.js';
import { href } from '../core/router.js';
import { Given } from '../ui/given.js';
import { useServerPages } from '../ui/pages.js';
import { Sheet } from '../ui/sheet.js';

/** Groups that share subscriptions, each with its members and what waits for them. */
export function SharedGroups() {
  /** @type {import('../ui/pages.js').Pages<any>} */
  const pages = useServerPages(async (page, signal) => {
    const answer = await get('/v1/shared_subscriptions', page, signal);
    return { rows: answer.groups, next: answer.next, total: answer.total_count };
  }, [], 5_000);
  return html`
    <${Sheet} name="shared" label=${t('subscriptions.tab.shared')} columns=${columns()} pages=${pages} rowKey=${(/** @type {any} */ g) => `${g.share_name}\n${g.topic_filter}`}
      tools=${html`<p class="muted">${t('shared.lead')}</p>`}
      empty=${{ title: t('shared.none'), body: html`${t('shared.none.fix')} <code>$share/workers/jobs/#</code>` }} />`;
}

/** @returns {import('../ui/table.js').Column<any>[]} */
const columns = () => [
  { id: 'share', label: t('shared.name'), value: g => g.share_name, cell: g => html`<${Given} value=${g.share_name} mono=${true} />` },
  { id: 'filter', label: t('filter'), value: g => g.topic_filter, cell: g => html`<${Given} value=${g.topic_filter} mono=${true} />` },
  { id: 'count', label: t('shared.count'), value: g => g.members_total ?? g.members.length, cell: g => count(g.members_total ?? g.members.length), right: true },
  { id: 'online', label: t('shared.online'), value: online, cell: g => html`<span class=${online(g) === 0 ? 'badge bad' : ''}>${count(online(g))}</span>`, right: true },
  { id: 'waiting', label: t('shared.waiting'), value: g => sum(g, 'queue_len'), cell: g => count(sum(g, 'queue_len')), right: true },
  {
    id: 'members', label: t('shared.members'), value: g => g.members.map((/** @type {any} */ m) => m.client_id).join(' '),
    cell: g => html`
      <ul class="members">${g.members.map((/** @type {any} */ m) => html`
        <li><span class=${m.connected ? 'badge ok' : 'badge'} title=${t(m.connected ? 'client.connected' : 'client.offline')}><i class="dot"></i><span class="unseen">${t(m.connected ? 'client.connected' : 'client.offline')}</span></span>
          <a href=${href(['clients', m.client_id])}><${Given} value=${m.client_id} limit=${60} /></a>
          <span class="muted small num">QoS ${m.qos} · ${t('shared.backlog', { queue: count(m.queue_len), inflight: count(m.inflight_len) })}</span></li>`)}
        ${(g.members_total ?? 0) > g.members.length && html`<li class="muted">${t('andMore', { count: g.members_total - g.members.length })}</li>`}
      </ul>`,
  },
];

/** @param {any} group */
const online = group => group.members.filter((/** @type {any} */ m) => m.connected).length;
/** @param {any} group @param {string} name */
const sum = (group, name) => group.members.reduce((/** @type {number} */ n, /** @type {any} */ m) => n + m[name], 0);
