import { html } from '../core/preact.js';
import { get, url } from '../core/api.js';
import { bytes, duration } from '../core/format.js';
import { named, t } from '../core/i18n.js';
import { Given } from '../ui/given.js';
import { ask } from '../ui/dialog.js';
import { useServerPages } from '../ui/pages.js';
import { PayloadLine, PayloadView } from '../ui/payload.js';
import { Sheet } from '../ui/sheet.js';

/** The broker shows no more of them. */
const most = 10_000;

/**
 * What waits for a client, or is under way to it.
 * @param {{ id: string, part: 'queue' | 'inflight' }} props
 */
export function Messages({ id, part }) {
  /** @type {import('../ui/pages.js').Pages<any>} */
  const pages = useServerPages(async (page, signal) => {
    const answer = await get(`${url`/v1/clients/${id}`}/${part}`, { ...page, payload_limit: 1024 }, signal);
    return { rows: answer.messages, next: answer.next, total: answer.total_count };
  }, [id, part], 5_000, most);
  return html`
    <${Sheet} name=${`messages.${part}`} label=${t(`client.tab.${part}`)} columns=${columns(part)} pages=${pages}
      rowKey=${(/** @type {any} */ m) => `${m.position} ${m.packet_id} ${m.state}`}
      tools=${html`<p class="muted">${t(`messages.${part}.lead`)}</p>`}
      empty=${{ title: t(`messages.${part}.none`), body: t(`messages.${part}.none.why`) }} />`;
}

/** @param {string} part @returns {import('../ui/table.js').Column<any>[]} */
const columns = part => [
  { id: 'position', label: '#', value: m => m.position, right: true },
  { id: 'topic', label: t('topic'), value: m => m.topic_name, cell: m => html`<${Given} value=${m.topic_name ?? '–'} mono=${true} />` },
  { id: 'qos', label: 'QoS', value: m => m.qos, cell: m => m.qos ?? '–', right: true },
  { id: 'state', label: t('messages.state'), value: m => m.state, cell: m => named('messages', m.state), off: part === 'queue' },
  { id: 'packet', label: t('messages.packetId'), value: m => m.packet_id, cell: m => m.packet_id ?? '–', right: true, off: part === 'queue' },
  { id: 'age', label: t('messages.age'), value: m => m.age_seconds, cell: m => duration(m.age_seconds), right: true },
  { id: 'expires', label: t('messages.expires'), value: m => m.expires_in_seconds, cell: m => (m.expires_in_seconds === null ? t('never') : duration(m.expires_in_seconds)), right: true },
  { id: 'size', label: t('payload.size'), value: m => m.payload_size, cell: m => bytes(m.payload_size), right: true },
  {
    id: 'payload', label: t('payload'), value: m => m.payload?.text ?? m.payload?.base64,
    cell: m => m.payload ? html`<button type="button" class="link" onClick=${() => show(m)}><${PayloadLine} payload=${m.payload} /></button>` : '–',
  },
];

/** @param {any} message */
const show = message => ask({
  title: t('payload'),
  body: html`<p><${Given} value=${message.topic_name} mono=${true} /></p><${PayloadView} payload=${message.payload} />`,
  wide: true,
});
