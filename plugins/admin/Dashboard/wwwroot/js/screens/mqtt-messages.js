import { html } from '../core/preact.js';
import { bytes, fullTime } from '../core/format.js';
import { toBase64, utf8 } from '../core/bytes.js';
import { t } from '../core/i18n.js';
import { Panel } from '../ui/facts.js';
import { Given } from '../ui/given.js';
import { PayloadLine } from '../ui/payload.js';
import { Nothing } from '../ui/states.js';
import { Table } from '../ui/table.js';

const shown = 100;

/** @param {{ messages: any[], clear: () => void }} props */
export const MessageList = ({ messages, clear }) => html`
  <${Panel} title=${t('mqtt.messages')} flush=${true}
    tools=${html`<button type="button" class="button small" disabled=${messages.length === 0} onClick=${clear}>${t('mqtt.clear')}</button>`}>
    ${messages.length === 0 ? html`<${Nothing} title=${t('mqtt.noMessages')}>${t('mqtt.noMessages.fix')}<//>`
      : html`<div class="scroll"><${Table} label=${t('mqtt.messages')} columns=${columns()} rows=${messages.slice(-shown).reverse()} rowKey=${keyOf} /></div>`}
  <//>`;

/** @type {WeakMap<object, string>} */
const keys = new WeakMap();
let last = 0;
/** @param {object} message */
function keyOf(message) {
  const known = keys.get(message);
  if (known) return known;
  const key = String(++last);
  keys.set(message, key);
  return key;
}

/** @param {Uint8Array} data @returns {import('../ui/payload.js').Payload} */
const payloadOf = data => ({ size: data.length, text: utf8(data), json: false, base64: toBase64(data.subarray(0, 64)), truncated: false });

/** @returns {import('../ui/table.js').Column<any>[]} */
const columns = () => [
  { id: 'at', label: t('at'), value: m => m.at, cell: m => html`<span class="mono nowrap">${fullTime(m.at).slice(11)}</span>` },
  { id: 'topic', label: t('topic'), value: m => m.topic, cell: m => html`<${Given} value=${m.topic} mono=${true} />` },
  { id: 'qos', label: 'QoS', value: m => m.qos, cell: m => html`${m.qos}${m.retain ? html` <span class="badge">${t('retained')}</span>` : ''}`, right: true },
  { id: 'payload', label: t('payload'), value: m => m.payload.length, cell: m => html`<${PayloadLine} payload=${payloadOf(m.payload)} />` },
  { id: 'size', label: t('payload.size'), value: m => m.payload.length, cell: m => bytes(m.payload.length), right: true },
  { id: 'properties', label: t('mqtt.properties'), value: m => m.properties, cell: m => html`<${Given} value=${describe(m.properties)} mono=${true} />` },
];

/** @param {any} properties */
function describe(properties) {
  const entries = Object.entries(properties).filter(([name]) => name !== 'subscriptionIdentifier' && name !== 'topicAlias');
  return entries.map(([name, value]) => `${name}: ${value instanceof Uint8Array ? utf8(value) ?? toBase64(value) : typeof value === 'object' ? JSON.stringify(value) : value}`).join(', ');
}
