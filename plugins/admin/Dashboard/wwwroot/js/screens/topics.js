import { html } from '../core/preact.js';
import { del, get, post } from '../core/api.js';
import { useFilters } from '../core/filters.js';
import { bytes, duration } from '../core/format.js';
import { t } from '../core/i18n.js';
import { href } from '../core/router.js';
import { useResource } from '../core/resource.js';
import { Change } from '../ui/change.js';
import { ask } from '../ui/dialog.js';
import { Facts } from '../ui/facts.js';
import { Search, TextField } from '../ui/field.js';
import { Given } from '../ui/given.js';
import { Icon } from '../ui/icon.js';
import { useServerPages } from '../ui/pages.js';
import { PayloadLine, PayloadView } from '../ui/payload.js';
import { Sheet } from '../ui/sheet.js';
import { Loaded } from '../ui/states.js';
import { tell } from '../ui/toast.js';
import { Properties } from './client-facts.js';
import { askDeleteByFilter } from './topics-delete.js';

const noFilters = { filter: '#', search: '' };

/** Topics with a retained message. @param {{ query: Record<string, string> }} props */
export function Screen({ query }) {
  const { filters, settled, set } = useFilters(noFilters, query);

  /** @type {import('../ui/pages.js').Pages<any>} */
  const pages = useServerPages(async (page, signal) => {
    const answer = await get('/v1/retained', { filter: settled.filter || '#', search: settled.search, payload_limit: 512, ...page }, signal);
    return { rows: answer.retained, next: answer.next, total: answer.total_count };
  }, [settled], 10_000);

  return html`
    <p class="lead">${t('topics.lead')}</p>
    <${Sheet} name="retained" label=${t('topics.title')} columns=${columns(pages.reload)} pages=${pages} rowKey=${(/** @type {any} */ m) => m.topic_name}
      tools=${html`
        <${Search} label=${t('topics.search')} value=${filters.search} onInput=${set('search')} />
        <a class="button" href=${href(['mqtt'], { retained: true })}><${Icon} name="plus" />${t('topics.publish')}</a>
        <${Change}><button type="button" class="button bad" onClick=${() => askDeleteByFilter(filters.filter === '#' ? '' : filters.filter, pages.reload)}><${Icon} name="trash" />${t('topics.deleteByFilter')}</button><//>`}
      filters=${html`<div class="form"><${TextField} label=${t('filter')} value=${filters.filter} onInput=${set('filter')} hint=${t('topics.filter.hint')} /></div>`}
      picked=${(/** @type {string[]} */ names, /** @type {() => void} */ clear) => html`
        <button type="button" class="button bad small" onClick=${() => askDelete(names, () => { clear(); pages.reload(); })}>${t('action.delete')}</button>`}
      empty=${settled.search || settled.filter !== '#' ? { title: t('topics.noneFound'), body: t('topics.noneFound.fix') } : { title: t('topics.none'), body: t('topics.none.fix') }} />`;
}

/** @param {() => void} reload @returns {import('../ui/table.js').Column<any>[]} */
const columns = reload => [
  { id: 'topic', label: t('topic'), value: m => m.topic_name, cell: m => html`<button type="button" class="link" onClick=${() => show(m, reload)}><${Given} value=${m.topic_name} mono=${true} /></button>` },
  { id: 'payload', label: t('payload'), value: m => m.payload.text ?? m.payload.base64, cell: m => html`<${PayloadLine} payload=${m.payload} />` },
  { id: 'size', label: t('payload.size'), value: m => m.payload.size, cell: m => bytes(m.payload.size), right: true },
  { id: 'qos', label: 'QoS', value: m => m.qos, right: true },
  { id: 'type', label: t('contentType'), value: m => m.content_type, cell: m => html`<${Given} value=${m.content_type ?? '–'} limit=${60} />`, off: true },
  { id: 'expires', label: t('messages.expires'), value: m => m.expires_in_seconds, cell: m => (m.expires_in_seconds === null ? t('never') : duration(m.expires_in_seconds)), right: true },
];

/** @param {string[]} names @param {() => void} done */
const askDelete = (names, done) => ask({
  title: t('topics.delete.title', { count: names.length }),
  body: html`<p>${t('topics.delete.what')}</p><ul>${names.slice(0, 8).map(n => html`<li><${Given} value=${n} mono=${true} limit=${120} /></li>`)}${names.length > 8 && html`<li>${t('andMore', { count: names.length - 8 })}</li>`}</ul>`,
  action: t('action.delete'),
  danger: true,
  async done() {
    for (const name of names) await remove(name);
    tell(t('topics.deleted', { count: names.length }));
    done();
  },
});

// The address of a request has room for about 8 KiB, and a topic may have 64.
/** @param {string} name */
const fitsAddress = name => encodeURIComponent(name).length < 6000;

/** A topic name is a filter that fits it alone. @param {string} name */
const remove = name => (fitsAddress(name) ? del('/v1/retained/message', { topic_name: name }) : post('/v1/retained/delete', { filter: name, dry_run: false }));

/** @param {any} row @param {() => void} reload */
const show = (row, reload) => ask({
  title: t('topics.message'),
  body: html`<${Message} row=${row} reload=${reload} />`,
  wide: true,
});

/** The whole of one retained message; of a very long topic, what the list has of it. @param {{ row: any, reload: () => void }} props */
function Message({ row, reload }) {
  const name = row.topic_name;
  const message = useResource(
    signal => (fitsAddress(name) ? get('/v1/retained/message', { topic_name: name, payload_limit: 65_536 }, signal) : Promise.resolve({ message: row })), [name]);
  return html`<${Loaded} of=${message}>${(/** @type {any} */ { message: m }) => html`
    <${Facts} facts=${[
      [t('topic'), html`<${Given} value=${m.topic_name} mono=${true} limit=${1024} />`],
      ['QoS', String(m.qos)],
      [t('messages.expires'), m.expires_in_seconds === null ? t('never') : duration(m.expires_in_seconds)],
      [t('contentType'), m.content_type && html`<${Given} value=${m.content_type} />`],
      [t('responseTopic'), m.response_topic && html`<${Given} value=${m.response_topic} mono=${true} />`],
      [t('client.properties'), m.user_properties?.length > 0 ? html`<${Properties} list=${m.user_properties} />` : null],
    ]} />
    <${PayloadView} payload=${m.payload} />
    <${Change}><div class="row"><button type="button" class="button bad" onClick=${() => askDelete([name], reload)}><${Icon} name="trash" />${t('action.delete')}</button></div><//>`}<//>`;
}
