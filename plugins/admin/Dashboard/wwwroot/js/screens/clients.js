import { html, useState } from '../core/preact.js';
import { get, post } from '../core/api.js';
import { useFilters } from '../core/filters.js';
import { bytes, count, time } from '../core/format.js';
import { t } from '../core/i18n.js';
import { href } from '../core/router.js';
import { Search, SelectField, TextField } from '../ui/field.js';
import { Given } from '../ui/given.js';
import { Icon } from '../ui/icon.js';
import { useServerPages } from '../ui/pages.js';
import { Sheet } from '../ui/sheet.js';
import { tell } from '../ui/toast.js';
import { askBan, askDisconnect } from './client-actions.js';
import { Filled } from './overview-top.js';

const refreshEvery = 10_000;
const noFilters = { search: '', connected: '', version: '', username: '', address: '', prefix: '' };

/** All sessions, connected or not. @param {{ query: Record<string, string> }} props */
export function Screen({ query }) {
  const { filters, settled, set, clear } = useFilters(noFilters, query);
  const [open, setOpen] = useState(Object.entries(filters).some(([name, value]) => name !== 'search' && value));

  /** @type {import('../ui/pages.js').Pages<any>} */
  const pages = useServerPages(async (page, signal) => {
    const answer = await get('/v1/clients', { ...settled, ...page }, signal);
    return { rows: answer.clients, next: answer.next, total: answer.total_count };
  }, [settled], refreshEvery);
  const filtered = Object.values(settled).some(Boolean);

  return html`
    <${Sheet} name="clients" label=${t('clients.title')} columns=${columns()} pages=${pages} rowKey=${(/** @type {any} */ c) => c.client_id}
      tools=${html`
        <${Search} label=${t('clients.search')} value=${filters.search} onInput=${set('search')} />
        <button type="button" class="button" aria-expanded=${open} aria-pressed=${open} onClick=${() => setOpen(!open)}><${Icon} name="filter" />${t('action.filters')}</button>
        ${filtered && html`<button type="button" class="button quiet" onClick=${clear}>${t('action.clearFilters')}</button>`}`}
      filters=${open && html`
        <div class="form">
          <${SelectField} label=${t('client.state')} value=${filters.connected} onChange=${set('connected')}
            options=${[['', t('any')], ['true', t('client.connected')], ['false', t('client.offline')]]} />
          <${SelectField} label=${t('client.version')} value=${filters.version} onChange=${set('version')} options=${[['', t('any')], ['5', '5.0'], ['4', '3.1.1'], ['3', '3.1']]} />
          <${TextField} label=${t('client.username')} value=${filters.username} onInput=${set('username')} />
          <${TextField} label=${t('clients.address')} value=${filters.address} onInput=${set('address')} placeholder="192.168." />
          <${TextField} label=${t('clients.prefix')} value=${filters.prefix} onInput=${set('prefix')} placeholder="sensor-" />
        </div>`}
      picked=${(/** @type {string[]} */ ids, /** @type {() => void} */ unpick) => html`<${Bulk} ids=${ids} rows=${pages.rows} done=${() => { unpick(); pages.reload(); }} />`}
      empty=${filtered ? { title: t('clients.noneFound'), body: t('clients.noneFound.fix') } : { title: t('clients.none'), body: t('clients.none.fix') }} />`;
}

/** @param {{ ids: string[], rows: any[], done: () => void }} props */
function Bulk({ ids, rows, done }) {
  /** @param {boolean} terminate */
  const disconnect = terminate => askDisconnect(ids, terminate, async reason => {
    let ended = 0;
    for (let at = 0; at < ids.length; at += 1000) ended += (await post('/v1/clients/disconnect', { client_ids: ids.slice(at, at + 1000), reason, terminate })).done.length;
    // Some may have gone while the question was read.
    const gone = ids.length - ended;
    tell(`${t(terminate ? 'clients.terminated' : 'clients.disconnected', { count: ended })}${gone > 0 ? ` · ${t('clients.wereGone', { count: gone })}` : ''}`, gone > 0 ? 'warn' : 'ok');
    done();
  });
  const known = new Map(rows.map(row => [row.client_id, row]));
  return html`
    <button type="button" class="button small" onClick=${() => disconnect(false)}>${t('client.disconnect')}</button>
    <button type="button" class="button bad small" onClick=${() => disconnect(true)}>${t('client.terminate')}</button>
    <button type="button" class="button bad small" onClick=${() => askBan(ids.map(id => known.get(id) ?? { client_id: id }), done)}>${t('client.ban')}</button>`;
}

/** @returns {import('../ui/table.js').Column<any>[]} */
const columns = () => [
  { id: 'client', label: t('client.id'), value: c => c.client_id, cell: c => html`<a href=${href(['clients', c.client_id])}><${Given} value=${c.client_id} /></a>` },
  {
    id: 'state', label: t('client.state'), value: c => (c.connected ? 'connected' : 'offline'),
    cell: c => html`<span class=${c.connected ? 'badge ok' : 'badge'}><i class="dot"></i>${t(c.connected ? 'client.connected' : 'client.offline')}</span>`,
  },
  { id: 'username', label: t('client.username'), value: c => c.username, cell: c => (c.username ? html`<${Given} value=${c.username} />` : html`<span class="muted">–</span>`) },
  { id: 'version', label: t('client.version'), value: c => versionName(c.version) },
  { id: 'address', label: t('client.address'), value: c => c.remote_addr, cell: c => html`<span class="mono">${c.remote_addr || '–'}</span>` },
  { id: 'listener', label: t('client.listener'), value: c => c.listener, off: true },
  { id: 'since', label: t('client.since'), value: c => (c.connected ? c.connected_at : c.disconnected_at) ?? '', cell: c => html`<span class="num nowrap">${time(c.connected ? c.connected_at : c.disconnected_at)}</span>` },
  { id: 'keepalive', label: t('client.keepAlive'), value: c => c.keep_alive, right: true, off: true },
  { id: 'subscriptions', label: t('client.subscriptions'), value: c => c.subscriptions_current, cell: c => count(c.subscriptions_current), right: true },
  { id: 'inflight', label: t('client.inflight'), value: c => c.inflight_len, cell: c => html`<${Filled} value=${c.inflight_len} of=${c.max_inflight} />`, right: true, off: true },
  { id: 'queue', label: t('client.queue'), value: c => c.queue_len, cell: c => html`<${Filled} value=${c.queue_len} of=${c.max_queue} />`, right: true },
  { id: 'dropped', label: t('client.dropped'), value: c => Number(c.message_dropped), cell: c => count(c.message_dropped), right: true },
  { id: 'in', label: t('client.bytesIn'), value: c => Number(c.packets_received_bytes), cell: c => bytes(c.packets_received_bytes), right: true, off: true },
  { id: 'out', label: t('client.bytesOut'), value: c => Number(c.packets_send_bytes), cell: c => bytes(c.packets_send_bytes), right: true, off: true },
];

/** @param {number} version The number in the CONNECT packet. */
export const versionName = version => ({ 3: '3.1', 4: '3.1.1', 5: '5.0' }[version] ?? '–');
