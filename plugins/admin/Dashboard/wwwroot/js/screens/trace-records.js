import { html, useEffect, useRef, useState } from '../core/preact.js';
import { post, url } from '../core/api.js';
import { count, fullTime } from '../core/format.js';
import { hasText, named, t } from '../core/i18n.js';
import { listen } from '../core/sse.js';
import { Change } from '../ui/change.js';
import { Search } from '../ui/field.js';
import { Given } from '../ui/given.js';
import { Icon } from '../ui/icon.js';
import { PayloadLine } from '../ui/payload.js';
import { Banner, Nothing } from '../ui/states.js';
import { Table } from '../ui/table.js';
import { tellFailure } from '../ui/toast.js';

const held = 2000;
const shown = 200;
/** A person cannot read faster, and the page has other things to do. */
const drawEvery = 250;

/** The records of one trace, the latest first. @param {{ trace: any, changed: () => void }} props */
export function Records({ trace, changed }) {
  const { records, dropped, ended, state, paused, setPaused } = useRecords(trace.id);
  const [search, setSearch] = useState('');
  const wanted = search.toLowerCase();
  const found = wanted === '' ? records : records.filter(r => `${r.client_id} ${r.topic_name} ${r.type} ${r.detail} ${r.payload?.text ?? ''}`.toLowerCase().includes(wanted));
  return html`
    <section class="sheet" aria-label=${t('trace.records')}>
      <div class="tools">
        <div class="row grow">
          <${Search} label=${t('trace.search')} value=${search} onInput=${setSearch} />
          <button type="button" class="button" aria-pressed=${paused} onClick=${() => setPaused(!paused)}><${Icon} name=${paused ? 'play' : 'pause'} />${t(paused ? 'trace.resume' : 'trace.pause')}</button>
          ${trace.state === 'running' && html`<${Change}><button type="button" class="button" onClick=${() => post(`${url`/v1/traces/${trace.id}`}/stop`).then(changed, tellFailure)}>${t('trace.stop')}</button><//>`}
        </div>
        <span class="badge ${ended ? '' : { live: 'ok', lost: 'bad' }[/** @type {'live'} */ (state)] ?? ''}" role="status"><i class="dot"></i>${t(ended ? 'trace.state.stopped' : paused ? 'trace.paused' : `stream.${state}`)}</span>
      </div>
      ${dropped > 0 && html`<div class="filters"><${Banner} kind="warn">${t('trace.dropped', { count: count(dropped) })}<//></div>`}
      ${found.length === 0 ? html`<${Nothing} title=${t(records.length === 0 ? 'trace.quiet' : 'trace.noneFound')} />`
        : html`<div class="scroll"><${Table} label=${t('trace.records')} columns=${columns()} rows=${found.slice(-shown).reverse()} rowKey=${(/** @type {any} */ r) => String(r.seq)} /></div>`}
      <div class="foot"><span>${t('trace.shown', { shown: count(Math.min(found.length, shown)), held: count(records.length) })}</span></div>
    </section>`;
}

/** @param {string} id */
function useRecords(id) {
  const ring = useRef(/** @type {any[]} */ ([]));
  const fresh = useRef(false);
  const stopped = useRef(false);
  const last = useRef('');
  const [records, setRecords] = useState(/** @type {any[]} */ ([]));
  const [dropped, setDropped] = useState(0);
  const [ended, setEnded] = useState(false);
  const [state, setState] = useState('connecting');
  const [paused, setPaused] = useState(false);
  stopped.current = paused;

  useEffect(() => {
    const stop = listen(url`/v1/traces/${id}/stream`, {
      query: () => ({ after: last.current }),
      onState: setState,
      onEvent(event) {
        if (event.event === 'record') {
          ring.current.push(JSON.parse(event.data));
          if (ring.current.length > held * 1.5) ring.current = ring.current.slice(-held);
          last.current = event.id;
          fresh.current = true;
        } else if (event.event === 'dropped') {
          setDropped(n => n + Number(JSON.parse(event.data).dropped));
        } else if (event.event === 'ended') {
          setEnded(true);
          stop();
        }
      },
    });
    const drawing = setInterval(() => {
      if (!fresh.current || stopped.current) return;
      fresh.current = false;
      setRecords(ring.current.slice(-held));
    }, drawEvery);
    return () => {
      stop();
      clearInterval(drawing);
    };
  }, [id]);
  return { records, dropped, ended, state, paused, setPaused };
}

const kinds = { publish_in: 'info', deliver: 'ok', drop: 'warn' };

/** @param {string} type */
const typeName = type => (hasText(`record.${type}`) ? t(`record.${type}`) : named('event', type));

/** @returns {import('../ui/table.js').Column<any>[]} */
const columns = () => [
  { id: 'at', label: t('at'), value: r => r.at, cell: r => html`<span class="num nowrap mono">${fullTime(r.at).slice(11)}</span>` },
  { id: 'type', label: t('events.type'), value: r => r.type, cell: r => html`<span class="badge ${/** @type {any} */ (kinds)[r.type] ?? ''}">${typeName(r.type)}</span>` },
  { id: 'client', label: t('client.id'), value: r => r.client_id, cell: r => html`<${Given} value=${r.client_id} limit=${80} />` },
  { id: 'topic', label: t('topic'), value: r => r.topic_name, cell: r => html`<${Given} value=${r.topic_name} mono=${true} limit=${120} />` },
  { id: 'qos', label: 'QoS', value: r => r.qos, cell: r => html`${r.qos}${r.retained ? html` <span class="badge">R</span>` : ''}`, right: true },
  { id: 'payload', label: t('payload'), value: r => r.payload?.text, cell: r => html`<${PayloadLine} payload=${r.payload} />` },
  { id: 'reason', label: t('events.detail'), value: r => r.detail, cell: r => html`${r.reason} <${Given} value=${r.detail} />` },
];
