import { html, useState } from '../core/preact.js';
import { get } from '../core/api.js';
import { bytes, count } from '../core/format.js';
import { t } from '../core/i18n.js';
import { useResource } from '../core/resource.js';
import { href } from '../core/router.js';
import { Choice } from '../ui/field.js';
import { Given } from '../ui/given.js';
import { Loaded, Nothing } from '../ui/states.js';
import { Table } from '../ui/table.js';

/** Who holds most: the clients to look at when memory grows or messages come late. */
export function TopClients() {
  const [by, setBy] = useState('queue');
  const top = useResource(signal => get('/v1/stats/top', { by, limit: 8 }, signal), [by], 5_000);
  return html`
    <section class="panel">
      <header>
        <h2 class="grow">${t('top.title')}</h2>
        <${Choice} label=${t('top.by')} value=${by} onChange=${setBy} options=${['queue', 'slow', 'inflight', 'dropped'].map(k => [k, t(`top.${k}`)])} />
      </header>
      <div class="body flush scroll">
        <${Loaded} of=${top}>${(/** @type {any} */ data) => data.clients.length === 0
          ? html`<${Nothing} title=${t(`top.${by}.none`)} />`
          : html`<${Table} label=${t('top.title')} columns=${columns()} rows=${data.clients} rowKey=${(/** @type {any} */ c) => c.client_id} />`}<//>
      </div>
    </section>`;
}

/** @returns {import('../ui/table.js').Column<any>[]} */
const columns = () => [
  { id: 'client', label: t('client.id'), value: c => c.client_id, cell: c => html`<a href=${href(['clients', c.client_id])}><${Given} value=${c.client_id} /></a>` },
  { id: 'state', label: t('client.state'), value: c => c.connected, cell: c => t(c.connected ? 'client.connected' : 'client.offline') },
  { id: 'queue', label: t('client.queue'), value: c => c.queue_len, cell: c => html`<${Filled} value=${c.queue_len} of=${c.max_queue} />`, right: true },
  { id: 'bytes', label: t('client.queuedBytes'), value: c => c.queued_bytes, cell: c => bytes(c.queued_bytes), right: true },
  { id: 'inflight', label: t('client.inflight'), value: c => c.inflight_len, cell: c => html`<${Filled} value=${c.inflight_len} of=${c.max_inflight} />`, right: true },
  { id: 'dropped', label: t('client.dropped'), value: c => c.dropped, cell: c => count(c.dropped), right: true },
];

/**
 * How much of a limit is used, in figures and colour.
 * @param {{ value: number, of: number }} props
 */
export const Filled = ({ value, of }) => html`
  <span class=${of > 0 && value >= of ? 'badge bad' : of > 0 && value > of * 0.8 ? 'badge warn' : ''}>${count(value)}${of > 0 && html`<span class="muted"> / ${count(of)}</span>`}</span>`;
