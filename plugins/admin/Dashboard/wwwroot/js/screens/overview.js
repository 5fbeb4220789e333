import { html, useState } from '../core/preact.js';
import { get } from '../core/api.js';
import { bytes, compact, count, duration } from '../core/format.js';
import { named, t } from '../core/i18n.js';
import { useResource } from '../core/resource.js';
import { href } from '../core/router.js';
import { Chart } from '../ui/chart.js';
import { Choice } from '../ui/field.js';
import { Banner, Failure } from '../ui/states.js';
import { useHistory } from './overview-history.js';
import { TopClients } from './overview-top.js';

/** What the broker does now, and has done since yesterday. */
export function Screen() {
  const [range, setRange] = useState('live');
  const { point, time, series, state, error, reload } = useHistory(range);
  const about = useResource(signal => get('/v1/overview', {}, signal), [], 10_000).data;

  return html`
    <div class="row apart">
      <div class="row"><${State} state=${state} /><${Alarms} about=${about} point=${point} /></div>
      <${Choice} label=${t('overview.range')} value=${range} onChange=${setRange}
        options=${['live', '1h', '24h'].map(r => [r, t(`overview.range.${r}`)])} />
    </div>
    ${error && html`<${Failure} error=${error} retry=${reload} />`}
    <${Cards} point=${point} />
    <${Charts} time=${time} series=${series} range=${range} />
    <${TopClients} />`;
}

/** @param {{ state: string }} props */
const State = ({ state }) => html`
  <span class="badge ${{ live: 'ok', lost: 'bad' }[state] ?? ''}" role="status"><i class="dot"></i>${t(`stream.${state}`)}</span>`;

/** @param {{ about: any, point: any }} props */
function Alarms({ about, point }) {
  if (!about) return null;
  return html`
    ${about.health.status !== 'ready' && html`<span class="badge bad">${t('overview.health', { status: named('health', about.health.status) })}</span>`}
    ${about.health.conditions.map((/** @type {any} */ c) => html`<span class="badge warn wraps" title=${c.name}>${c.sentence}</span>`)}
    ${about.plugins_not_active?.length > 0 && html`<a class="badge warn" href=${href(['plugins'])}>${t('overview.plugins', { names: about.plugins_not_active.join(', ') })}</a>`}
    ${point?.messages_dropped > 0 && html`<span class="badge warn">${t('overview.dropping', { rate: compact(point.messages_dropped) })}</span>`}
    ${point?.refused > 0 && html`<span class="badge warn">${t('overview.refusing', { rate: compact(point.refused) })}</span>`}`;
}

/** @param {{ point: any }} props */
function Cards({ point }) {
  const p = point ?? {};
  /** @param {unknown} value @param {(value: any) => any} how */
  const show = (value, how) => (value === undefined || value === null ? '–' : how(value));
  /** @type {[string, any, any, string?][]} */
  const cards = [
    ['connections', show(p.connections, count), t('overview.connectRate', { rate: show(p.connects, compact) }), href(['clients'], { connected: 'true' })],
    ['offline', show(p.sessions_offline, count), t('overview.offlineNote'), href(['clients'], { connected: 'false' })],
    ['in', html`${show(p.messages_in, compact)}<small>/s</small>`, html`${show(p.bytes_in, bytes)}/s`],
    ['out', html`${show(p.messages_out, compact)}<small>/s</small>`, html`${show(p.bytes_out, bytes)}/s`],
    ['queued', show(p.queued, count), t('overview.inflightNote', { count: show(p.inflight, count) })],
    ['subscriptions', show(p.subscriptions, count), t('overview.subscriptionsNote'), href(['subscriptions'])],
    ['retained', show(p.retained, count), t('overview.retainedNote'), href(['topics'])],
    ['cpu', html`${show(p.cpu, v => compact(v * 100))}<small>%</small>`, t('overview.memoryNote', { size: show(p.working_set_bytes, bytes) })],
  ];
  return html`
    <section class="cards" aria-label=${t('overview.now')}>
      ${cards.map(([id, value, note, link]) => {
        const inside = html`<span class="name">${t(`overview.card.${id}`)}</span><span class="value">${value}</span><span class="note">${note}</span>`;
        return link ? html`<a class="card" href=${link}>${inside}</a>` : html`<div class="card">${inside}</div>`;
      })}
    </section>`;
}

/** @param {{ time: number[], series: Record<string, (number | null)[]>, range: string }} props */
function Charts({ time, series, range }) {
  if (time.length < 2) return html`<${Banner}>${t('overview.gathering')}<//>`;
  /** @param {string} key @param {string} name @param {boolean} [fill] */
  const line = (key, name, fill) => ({ label: t(`series.${name}`), values: series[key] ?? [], fill });
  const milliseconds = (/** @type {number} */ v) => duration(v / 1000);
  const percent = (/** @type {number} */ v) => `${compact(v)}%`;
  const rate = (/** @type {number} */ v) => `${bytes(v)}/s`;
  const note = range === 'live' ? t('overview.note.live') : t('overview.note.step', { step: duration(time[1] - time[0]) });
  const cpu = { label: t('series.cpu'), values: (series.cpu ?? []).map(v => (v === null ? null : v * 100)), fill: true };
  return html`
    <div class="halves">
      <${Chart} title=${t('chart.messages')} note=${note} time=${time} format=${compact}
        series=${[line('messages_in', 'in', true), line('messages_out', 'out'), line('messages_dropped', 'dropped')]} />
      <${Chart} title=${t('chart.bytes')} time=${time} format=${rate} binary=${true} series=${[line('bytes_in', 'in', true), line('bytes_out', 'out')]} />
      <${Chart} title=${t('chart.clients')} time=${time} format=${compact} series=${[line('connections', 'connected', true), line('sessions_offline', 'offline')]} />
      <${Chart} title=${t('chart.connects')} time=${time} format=${compact} series=${[line('connects', 'connects', true), line('refused', 'refused')]} />
      <${Chart} title=${t('chart.delivery')} time=${time} format=${milliseconds} series=${[line('delivery_p99_ms', 'p99', true), line('delivery_p50_ms', 'p50')]} />
      <${Chart} title=${t('chart.waiting')} time=${time} format=${compact} series=${[line('queued', 'queued', true), line('inflight', 'inflight')]} />
      <${Chart} title=${t('chart.cpu')} time=${time} format=${percent} series=${[cpu]} />
      <${Chart} title=${t('chart.memory')} time=${time} format=${bytes} binary=${true} series=${[line('working_set_bytes', 'workingSet', true), line('gc_heap_bytes', 'heap')]} />
    </div>`;
}
