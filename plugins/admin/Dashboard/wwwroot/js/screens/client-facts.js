import { html } from '../core/preact.js';
import { fitsPath, get, url } from '../core/api.js';
import { bytes, count, duration, fullTime } from '../core/format.js';
import { t } from '../core/i18n.js';
import { useResource } from '../core/resource.js';
import { Facts, Panel } from '../ui/facts.js';
import { Given } from '../ui/given.js';
import { Loaded } from '../ui/states.js';
import { Table } from '../ui/table.js';
import { versionName } from './clients.js';

/** A session expiry of all ones never ends [MQTT-3.1.2.11.2]. */
const never = 0xffffffff;

/** @param {{ client: any, details: any }} props */
export const ClientFacts = ({ client, details }) => html`
  <div class="facts-row">
    <${Connection} client=${client} details=${details} />
    <${Session} client=${client} />
    ${details?.will && html`<${Will} will=${details.will} />`}
    ${details?.certificate && html`<${Certificate} certificate=${details.certificate} />`}
  </div>
  ${fitsPath(client.client_id) && html`<${Counters} id=${client.client_id} />`}`;

/** @param {{ client: any, details: any }} props */
const Connection = ({ client, details }) => html`
  <${Panel} title=${t('client.connection')}>
    <${Facts} facts=${[
      [t('client.username'), client.username ? html`<${Given} value=${client.username} />` : t('client.anonymous')],
      [t('client.version'), versionName(client.version)],
      [t('client.address'), client.remote_addr && html`<span class="mono">${client.remote_addr}</span>`],
      [t('client.listener'), client.listener && html`<span class="mono">${client.listener}</span>`],
      [t('client.connectedAt'), client.connected_at && fullTime(client.connected_at)],
      [t('client.disconnectedAt'), client.disconnected_at && fullTime(client.disconnected_at)],
      [t('client.keepAlive'), client.connected ? duration(client.keep_alive) : null],
      [t('client.method'), details?.authentication_method && html`<${Given} value=${details.authentication_method} />`],
      [t('client.receiveMaximum'), details && count(details.receive_maximum)],
      [t('client.packetSize'), details && `${bytes(details.client_maximum_packet_size)} / ${bytes(details.server_maximum_packet_size)}`],
      [t('client.aliases'), details && `${count(details.topic_alias_maximum_in)} / ${count(details.topic_alias_maximum_out)}`],
      [t('client.properties'), details?.user_properties?.length > 0 && html`<${Properties} list=${details.user_properties} />` || null],
    ]} />
  <//>`;

/** @param {{ client: any }} props */
const Session = ({ client }) => html`
  <${Panel} title=${t('client.session')}>
    <${Facts} facts=${[
      [t('client.expiry'), client.session_expiry === never ? t('never') : client.session_expiry === 0 ? t('client.expiry.end') : duration(client.session_expiry)],
      [t('client.subscriptions'), count(client.subscriptions_current)],
      [t('client.inflight'), html`<${Meter} label=${t('client.inflight')} value=${client.inflight_len} of=${client.max_inflight} />`],
      [t('client.queue'), html`<${Meter} label=${t('client.queue')} value=${client.queue_len} of=${client.max_queue} />`],
      [t('client.queuedBytes'), bytes(client.queued_bytes)],
      [t('client.dropped'), count(client.message_dropped)],
      [t('client.bytesIn'), `${bytes(client.packets_received_bytes)} · ${t('client.packets', { count: count(client.packets_received_nums) })}`],
      [t('client.bytesOut'), `${bytes(client.packets_send_bytes)} · ${t('client.packets', { count: count(client.packets_send_nums) })}`],
    ]} />
  <//>`;

/** @param {{ will: any }} props */
const Will = ({ will }) => html`
  <${Panel} title=${t('client.will')}>
    <${Facts} facts=${[
      [t('topic'), html`<${Given} value=${will.topic_name} />`],
      ['QoS', String(will.qos)],
      [t('retained'), t(will.retained ? 'yes' : 'no')],
      [t('payload.size'), bytes(will.payload_size)],
      [t('client.willDelay'), duration(will.delay_seconds)],
    ]} />
  <//>`;

/** @param {{ certificate: any }} props */
const Certificate = ({ certificate }) => html`
  <${Panel} title=${t('client.certificate')}>
    <${Facts} facts=${[
      [t('certificate.subject'), html`<${Given} value=${certificate.subject} />`],
      [t('certificate.issuer'), html`<${Given} value=${certificate.issuer} />`],
      [t('certificate.until'), fullTime(certificate.not_after)],
      [t('certificate.thumbprint'), html`<span class="mono">${certificate.thumbprint}</span>`],
    ]} />
  <//>`;

/** @param {{ list: { name: string, value: string }[] }} props */
export const Properties = ({ list }) => html`
  <ul>${list.map(p => html`<li><${Given} value=${p.name} mono=${true} /> = <${Given} value=${p.value} mono=${true} /></li>`)}</ul>`;

/** @param {{ label: string, value: number, of: number }} props */
function Meter({ label, value, of }) {
  const part = of > 0 ? Math.min(1, value / of) : 0;
  return html`
    <div class="stack meter-fact">
      <span>${count(value)} <span class="muted">/ ${count(of)}</span></span>
      <div class="meter ${part >= 1 ? 'bad' : part > 0.8 ? 'warn' : ''}" role="meter" aria-label=${label} aria-valuemin="0" aria-valuenow=${value} aria-valuemax=${of}>
        <i style=${{ width: `${part * 100}%` }}></i>
      </div>
    </div>`;
}

/** Packets and messages since the session began. @param {{ id: string }} props */
function Counters({ id }) {
  const stats = useResource(signal => get(url`/v1/clients/${id}/stats`, {}, signal), [id], 5_000);
  return html`
    <div class="halves">
      <${Panel} title=${t('client.messages')} flush=${true}>
        <${Loaded} of=${stats}>${(/** @type {any} */ data) => html`
          <${Table} label=${t('client.messages')} columns=${messageColumns()} rows=${[0, 1, 2].map(qos => ({ qos, ...data.messages[`qos${qos}`] }))} rowKey=${(/** @type {any} */ r) => String(r.qos)} />`}<//>
      <//>
      <${Panel} title=${t('client.packetCounts')} flush=${true}>
        <${Loaded} of=${stats}>${(/** @type {any} */ data) => html`
          <${Table} label=${t('client.packetCounts')} columns=${packetColumns()} rows=${packetRows(data.packets)} rowKey=${(/** @type {any} */ r) => r.type} />`}<//>
      <//>
    </div>`;
}

/** @returns {import('../ui/table.js').Column<any>[]} */
const messageColumns = () => [
  { id: 'qos', label: 'QoS', value: r => `QoS ${r.qos}` },
  { id: 'received', label: t('received'), value: r => r.received_total, cell: r => count(r.received_total), right: true },
  { id: 'sent', label: t('sent'), value: r => r.sent_total, cell: r => count(r.sent_total), right: true },
  { id: 'dropped', label: t('client.dropped'), value: r => r.dropped_total, cell: r => html`${count(r.dropped_total)} <span class="muted small">${dropsOf(r.dropped)}</span>`, right: true },
];

/** @returns {import('../ui/table.js').Column<any>[]} */
const packetColumns = () => [
  { id: 'type', label: t('client.packet'), value: r => r.type, cell: r => html`<span class="mono">${r.type}</span>` },
  { id: 'received', label: t('received'), value: r => r.received, cell: r => count(r.received), right: true },
  { id: 'sent', label: t('sent'), value: r => r.sent, cell: r => count(r.sent), right: true },
];

/** Only what there was. @param {any} packets */
const packetRows = packets => Object.keys(packets.received).filter(type => type !== 'total' && type !== 'bytes')
  .map(type => ({ type: type.toUpperCase(), received: packets.received[type], sent: packets.sent[type] }))
  .filter(row => row.received > 0 || row.sent > 0);

/** @param {Record<string, number>} dropped */
const dropsOf = dropped => Object.entries(dropped ?? {}).filter(([, n]) => n > 0).map(([why, n]) => `${t(`drop.${why}`)} ${count(n)}`).join(', ');
