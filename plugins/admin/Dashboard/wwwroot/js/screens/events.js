import { html, useState } from '../core/preact.js';
import { fitsPath, get, url } from '../core/api.js';
import { fullTime, time } from '../core/format.js';
import { named, t } from '../core/i18n.js';
import { Given } from '../ui/given.js';
import { SelectField } from '../ui/field.js';
import { useServerPages } from '../ui/pages.js';
import { Sheet } from '../ui/sheet.js';

const types = ['accept_denied', 'connected', 'refused', 'session_created', 'session_resumed', 'session_terminated', 'subscribed', 'subscribe_denied', 'unsubscribed',
  'unsubscribe_denied', 'disconnected', 'message_dropped', 'reauthentication_denied', 'will_published', 'will_denied'];
const bad = new Set(['accept_denied', 'refused', 'subscribe_denied', 'unsubscribe_denied', 'reauthentication_denied', 'will_denied']);

/** What happened to a client, the latest first, each with its reason. @param {{ clientId: string }} props */
export function Events({ clientId }) {
  const [type, setType] = useState('');
  const inPath = fitsPath(clientId) && type === '';
  /** @type {import('../ui/pages.js').Pages<any>} */
  const pages = useServerPages(async (page, signal) => {
    const answer = inPath ? await get(url`/v1/clients/${clientId}/events`, page, signal) : await get('/v1/events', { ...page, client_id: clientId, type }, signal);
    return { rows: answer.events, next: answer.next, total: null };
  }, [clientId, type], 3_000);
  return html`
    <${Sheet} name="events" label=${t('client.tab.timeline')} columns=${columns()} pages=${pages} rowKey=${(/** @type {any} */ e) => String(e.id)}
      tools=${html`<${SelectField} label=${t('events.type')} value=${type} onChange=${setType} options=${[['', t('any')], ...types.map(x => [x, t(`event.${x}`)])]} />`}
      empty=${{ title: t('events.none'), body: t('events.none.why') }} />`;
}

/** @returns {import('../ui/table.js').Column<any>[]} */
const columns = () => [
  { id: 'at', label: t('at'), value: e => e.at, cell: e => html`<span class="num nowrap" title=${fullTime(e.at)}>${time(e.at)}</span>` },
  { id: 'type', label: t('events.type'), value: e => e.type, cell: e => html`<span class=${kind(e)}>${named('event', e.type)}</span>` },
  { id: 'reason', label: t('events.reason'), value: e => e.reason, cell: e => (e.reason ? html`${e.reason} <span class="muted mono">0x${Number(e.code).toString(16).toUpperCase().padStart(2, '0')}</span>` : '') },
  { id: 'detail', label: t('events.detail'), value: e => e.detail, cell: e => html`<${Given} value=${e.detail} />` },
  { id: 'address', label: t('client.address'), value: e => e.remote_addr, cell: e => html`<span class="mono">${e.remote_addr}</span>` },
];

/** @param {any} event */
const kind = event => (bad.has(event.type) ? 'badge bad' : event.type === 'message_dropped' ? 'badge warn' : event.type === 'connected' || event.type === 'session_resumed' ? 'badge ok' : 'badge');
