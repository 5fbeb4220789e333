import { html, useState } from '../core/preact.js';
import { del, get, open, post, url } from '../core/api.js';
import { count, time } from '../core/format.js';
import { named, t } from '../core/i18n.js';
import { useResource } from '../core/resource.js';
import { amend } from '../core/router.js';
import { save, stamped } from '../core/save.js';
import { Change } from '../ui/change.js';
import { Panel } from '../ui/facts.js';
import { TextField } from '../ui/field.js';
import { Given, plain } from '../ui/given.js';
import { Icon } from '../ui/icon.js';
import { Failure, Loaded, Nothing } from '../ui/states.js';
import { Table } from '../ui/table.js';
import { tell, tellFailure } from '../ui/toast.js';
import { Records } from './trace-records.js';

/** What goes to and from a client, or over a topic, as it happens. @param {{ query: Record<string, string> }} props */
export function Screen({ query }) {
  const traces = useResource(signal => get('/v1/traces', {}, signal), [], 3_000);
  const chosen = query.id ?? '';
  /** @param {string} id */
  const choose = id => amend({ id, client_id: null });
  const list = /** @type {any[]} */ (traces.data?.traces ?? []);
  const one = list.find(trace => trace.id === chosen);

  return html`
    <p class="lead">${t('trace.lead')}</p>
    <${Change}><${Start} clientId=${query.client_id ?? ''} started=${(/** @type {string} */ id) => { traces.reload(); choose(id); }} /><//>
    <${Panel} title=${t('trace.list')} flush=${true}>
      <${Loaded} of=${traces}>${() => list.length === 0 ? html`<${Nothing} title=${t('trace.none')}>${t('trace.none.fix')}<//>`
        : html`<div class="scroll"><${Table} label=${t('trace.list')} columns=${columns(chosen, choose, traces.reload)} rows=${list} rowKey=${(/** @type {any} */ x) => x.id} /></div>`}<//>
    <//>
    ${one && html`<${Records} key=${one.id} trace=${one} changed=${traces.reload} />`}`;
}

/** @param {{ clientId: string, started: (id: string) => void }} props */
function Start({ clientId, started }) {
  const [values, setValues] = useState({ client_id: clientId, topic_filter: '', minutes: '10', payload_bytes: '256' });
  const [error, setError] = useState(/** @type {any} */ (null));
  /** @param {string} name */
  const set = name => (/** @type {string} */ value) => setValues({ ...values, [name]: value });
  /** @param {Event} event */
  const submit = async event => {
    event.preventDefault();
    setError(null);
    try {
      const { trace } = await post('/v1/traces', {
        client_id: values.client_id || null,
        topic_filter: values.topic_filter || null,
        duration_seconds: Math.round(Number(values.minutes) * 60),
        payload_bytes: Number(values.payload_bytes),
      });
      tell(t('trace.started', { what: plain(values.client_id || values.topic_filter) }));
      started(trace.id);
    } catch (failure) {
      setError(failure);
    }
  };
  return html`
    <${Panel} title=${t('trace.start')}>
      <form class="stack" onSubmit=${submit}>
        <div class="form">
          <${TextField} label=${t('client.id')} value=${values.client_id} onInput=${set('client_id')} wrong=${error?.fields?.client_id} />
          <${TextField} label=${t('filter')} value=${values.topic_filter} onInput=${set('topic_filter')} placeholder="sensors/#" wrong=${error?.fields?.topic_filter} />
          <${TextField} label=${t('trace.minutes')} type="number" min=${1} max=${60} value=${values.minutes} onInput=${set('minutes')} />
          <${TextField} label=${t('trace.payloadBytes')} type="number" min=${0} max=${4096} value=${values.payload_bytes} onInput=${set('payload_bytes')} />
        </div>
        <div class="row apart">
          <span class="muted small">${t('trace.one')}</span>
          <button type="submit" class="button main" disabled=${!values.client_id && !values.topic_filter}><${Icon} name="play" />${t('trace.start')}</button>
        </div>
        ${error && html`<${Failure} error=${error} />`}
      </form>
    <//>`;
}

/**
 * @param {string} chosen
 * @param {(id: string) => void} choose
 * @param {() => void} reload
 * @returns {import('../ui/table.js').Column<any>[]}
 */
const columns = (chosen, choose, reload) => [
  { id: 'what', label: t('trace.what'), value: x => x.client_id ?? x.topic_filter, cell: x => html`${x.client_id !== null && html`<div>${t('client.id')}: <${Given} value=${x.client_id} mono=${true} /></div>`}${x.topic_filter !== null && html`<div>${t('filter')}: <${Given} value=${x.topic_filter} mono=${true} /></div>`}` },
  { id: 'state', label: t('client.state'), value: x => x.state, cell: x => html`<span class=${x.state === 'running' ? 'badge ok' : 'badge'}><i class="dot"></i>${named('trace.state', x.state)}</span>` },
  { id: 'records', label: t('trace.records'), value: x => x.records, cell: x => count(x.records), right: true },
  { id: 'dropped', label: t('trace.lost'), value: x => x.dropped, cell: x => count(x.dropped), right: true },
  { id: 'since', label: t('trace.since'), value: x => x.created_at, cell: x => html`<span class="num nowrap">${time(x.created_at)}</span>` },
  { id: 'until', label: t('trace.until'), value: x => x.ends_at, cell: x => html`<span class="num nowrap">${time(x.ends_at)}</span>` },
  { id: 'who', label: t('audit.who'), value: x => x.created_by },
  {
    id: 'acts', label: t('actions'), value: () => '', fixed: true,
    cell: x => html`<div class="row">
      <button type="button" class="button small" aria-pressed=${x.id === chosen} onClick=${() => choose(x.id)}>${t('trace.watch')}</button>
      <button type="button" class="button small icon" aria-label=${t('trace.download')} title=${t('trace.download')} onClick=${() => download(x.id).catch(tellFailure)}><${Icon} name="download" /></button>
      <${Change}><button type="button" class="button bad small icon" aria-label=${t('trace.delete')} title=${t('trace.delete')} onClick=${() => del(url`/v1/traces/${x.id}`).then(reload, tellFailure)}><${Icon} name="trash" /></button><//>
    </div>`,
  },
];

/** A link could not send the token. @param {string} id */
async function download(id) {
  const response = await open('GET', url`/v1/traces/${id}/download`, { as: 'application/jsonl' });
  save(`${stamped(`trace-${id}`)}.jsonl`, [await response.blob()], 'application/jsonl');
}
