import { html, useState } from '../core/preact.js';
import { get } from '../core/api.js';
import { count } from '../core/format.js';
import { named, t } from '../core/i18n.js';
import { useResource } from '../core/resource.js';
import { CheckField, Search } from '../ui/field.js';
import { Panel } from '../ui/facts.js';
import { useLocalPages } from '../ui/pages.js';
import { Sheet } from '../ui/sheet.js';
import { Loaded } from '../ui/states.js';
import { Table } from '../ui/table.js';

/** Every value in force, and who set it. */
export function Screen() {
  const config = useResource(signal => get('/v1/config', {}, signal), []);
  const [search, setSearch] = useState('');
  const [changed, setChanged] = useState(false);
  const values = /** @type {any[]} */ (config.data?.values ?? []);
  const found = values.filter(v => (!changed || v.origin !== 'default')
    && (v.key.includes(search) || String(v.value).toLowerCase().includes(search.toLowerCase())));
  const pages = useLocalPages(found, config);
  return html`
    <p class="lead">${t('configuration.lead')}</p>
    <${Sheet} name="configuration" label=${t('configuration.title')} columns=${columns()} pages=${pages} rowKey=${(/** @type {any} */ v) => v.key}
      tools=${html`
        <${Search} label=${t('configuration.search')} value=${search} onInput=${setSearch} />
        <${CheckField} label=${t('configuration.changed')} checked=${changed} onChange=${setChanged} />`}
      empty=${{ title: t('configuration.none') }} />
    <${Listeners} />`;
}

/** @returns {import('../ui/table.js').Column<any>[]} */
const columns = () => [
  { id: 'key', label: t('configuration.key'), value: v => v.key, cell: v => html`<span class="mono">${v.key}</span>` },
  { id: 'value', label: t('configuration.value'), value: v => v.value, cell: v => html`<span class="mono">${v.value ?? '–'}</span>${v.pending_restart && html` <span class="badge warn">${t('configuration.pending')}</span>`}` },
  { id: 'origin', label: t('configuration.origin'), value: v => v.origin, cell: v => html`<span class="badge ${v.origin === 'default' ? '' : 'info'}">${named('origin', v.origin)}</span>` },
];

function Listeners() {
  const listeners = useResource(signal => get('/v1/listeners', {}, signal), [], 10_000);
  return html`
    <${Panel} title=${t('listeners.title')} flush=${true}>
      <${Loaded} of=${listeners}>${(/** @type {any} */ data) => html`
        <${Table} label=${t('listeners.title')} columns=${listenerColumns()} rows=${data.listeners} rowKey=${(/** @type {any} */ l) => l.address} />`}<//>
    <//>`;
}

/** @returns {import('../ui/table.js').Column<any>[]} */
const listenerColumns = () => [
  { id: 'address', label: t('listeners.address'), value: l => l.address, cell: l => html`<span class="mono">${l.address}</span>` },
  { id: 'protocols', label: t('listeners.protocols'), value: l => l.protocols.join(', ') },
  { id: 'connections', label: t('listeners.connections'), value: l => l.connections, cell: l => count(l.connections), right: true },
  { id: 'accepted', label: t('listeners.accepted'), value: l => l.accepted_total, cell: l => count(l.accepted_total), right: true },
  { id: 'refused', label: t('listeners.refused'), value: l => l.refused_total, cell: l => count(l.refused_total), right: true },
];
