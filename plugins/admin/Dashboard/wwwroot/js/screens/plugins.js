import { html } from '../core/preact.js';
import { get, post, url } from '../core/api.js';
import { count, duration, time } from '../core/format.js';
import { named, t } from '../core/i18n.js';
import { useResource } from '../core/resource.js';
import { Change } from '../ui/change.js';
import { ask } from '../ui/dialog.js';
import { Facts, Panel } from '../ui/facts.js';
import { Icon } from '../ui/icon.js';
import { Banner, Loaded, Nothing } from '../ui/states.js';
import { Table } from '../ui/table.js';
import { tell, tellFailure } from '../ui/toast.js';

const kinds = { active: 'ok', quarantined: 'bad', failed: 'bad', disabled: '', unconfigured: 'warn', loading: 'info', stopping: 'info' };

/** Plugins in the order of the chain, their hooks and what those take, and the order itself. */
export function Screen() {
  const plugins = useResource(signal => get('/v1/plugins', {}, signal), [], 3_000);
  const hooks = useResource(signal => get('/v1/hooks', {}, signal), [], 10_000);
  return html`
    <p class="lead">${t('plugins.lead')}</p>
    <${Loaded} of=${plugins}>${(/** @type {any} */ data) => data.plugins.length === 0
      ? html`<${Nothing} title=${t('plugins.none')}>${t('plugins.none.fix')}<//>`
      : data.plugins.map((/** @type {any} */ plugin) => html`<${One} key=${plugin.name} plugin=${plugin} reload=${plugins.reload} />`)}<//>
    <${Panel} title=${t('plugins.chain')} flush=${true}>
      <${Loaded} of=${hooks}>${(/** @type {any} */ data) => data.hooks.length === 0 ? html`<${Nothing} title=${t('plugins.chain.none')} />`
        : html`<${Table} label=${t('plugins.chain')} columns=${chainColumns()} rows=${data.hooks} rowKey=${(/** @type {any} */ h) => h.hook} />`}<//>
    <//>`;
}

/** @param {{ plugin: any, reload: () => void }} props */
function One({ plugin, reload }) {
  const hooks = /** @type {any[]} */ (plugin.hooks ?? []);
  const called = hooks.filter(h => h.calls > 0);
  const idle = hooks.filter(h => h.calls === 0).map(h => h.hook);
  return html`
    <section class="panel" aria-label=${plugin.name}>
      <header>
        <h2>${plugin.name}</h2>
        <span class="badge ${/** @type {any} */ (kinds)[plugin.state] ?? ''}">${named('plugin.state', plugin.state)}</span>
        <span class="muted grow">${plugin.description}</span>
        <${Change}><${Actions} plugin=${plugin} reload=${reload} /><//>
      </header>
      <div class="body stack">
        ${plugin.reason && html`<${Banner} kind=${plugin.state === 'failed' || plugin.state === 'quarantined' ? 'bad' : 'info'}>${plugin.reason}<//>`}
        ${plugin.leaked > 0 && html`<${Banner} kind="warn">${t('plugins.leaked', { count: plugin.leaked })}<//>`}
        <${Facts} facts=${[
          [t('plugins.version'), plugin.version && t('plugins.versionOf', { version: plugin.version, api: plugin.built_for ?? '–' })],
          [t('plugins.generation'), plugin.generation > 0 ? t('plugins.generationSince', { number: plugin.generation, time: time(plugin.since) }) : null],
          [t('plugins.routes'), plugin.routes?.length > 0 ? html`<span class="mono">${plugin.routes.join(', ')}</span>` : null],
          [t('plugins.faults'), html`${count(plugin.faults)}${plugin.last_fault ? html` · ${plugin.last_fault}` : ''}`],
          [t('plugins.idle'), idle.length > 0 ? html`<span class="mono">${idle.join(', ')}</span>` : null],
        ]} />
        ${called.length > 0 && html`<div class="scroll"><${Table} label=${t('plugins.hooks', { name: plugin.name })} columns=${hookColumns()} rows=${called} rowKey=${(/** @type {any} */ h) => h.hook} /></div>`}
      </div>
    </section>`;
}

/** @param {{ plugin: any, reload: () => void }} props */
function Actions({ plugin, reload }) {
  /** @param {string} what */
  const run = async what => {
    const answer = await post(`${url`/v1/plugins/${plugin.name}`}/${what}`, {});
    tell(t(answer?.result === 'begun' ? 'plugins.begun' : `plugins.done.${what}`, { name: plugin.name }));
    reload();
  };
  const disable = () => ask({
    title: t('plugins.disable.title', { name: plugin.name }),
    body: html`<p>${t('plugins.disable.what')}</p>${plugin.name === 'admin' && html`<${Banner} kind="bad">${t('plugins.disable.admin')}<//>`}`,
    action: t('plugins.disable'),
    danger: true,
    done: () => run('disable'),
  });
  const label = (/** @type {string} */ what) => `${t(`plugins.${what}`)} ${plugin.name}`;
  return html`
    <button type="button" class="button small" aria-label=${label('reload')} disabled=${plugin.state === 'disabled'} onClick=${() => run('reload').catch(tellFailure)}><${Icon} name="refresh" />${t('plugins.reload')}</button>
    ${plugin.state === 'disabled'
      ? html`<button type="button" class="button small" aria-label=${label('enable')} onClick=${() => run('enable').catch(tellFailure)}>${t('plugins.enable')}</button>`
      : html`<button type="button" class="button bad small" aria-label=${label('disable')} onClick=${disable}>${t('plugins.disable')}</button>`}`;
}

/** @param {number | null} microseconds */
const took = microseconds => (microseconds === null || microseconds === undefined ? '–' : duration(microseconds / 1e6));

// The others have the plugin's own threads from the beginning.
const perMessage = ['OnMsgArrived', 'OnDeliver', 'OnDelivered', 'OnMsgDropped'];

/** @param {any} hook */
const where = hook => t(perMessage.includes(hook.hook) && !hook.off_the_loop ? 'plugins.on' : 'plugins.off');

/** @returns {import('../ui/table.js').Column<any>[]} */
const hookColumns = () => [
  { id: 'hook', label: t('plugins.hook'), value: h => h.hook, cell: h => html`<span class="mono">${h.hook}</span>` },
  { id: 'where', label: t('plugins.where'), value: where, cell: where },
  { id: 'calls', label: t('plugins.calls'), value: h => h.calls, cell: h => count(h.calls), right: true },
  { id: 'median', label: t('plugins.median'), value: h => h.median_us, cell: h => took(h.median_us), right: true },
  { id: 'p99', label: 'p99', value: h => h.p99_us, cell: h => took(h.p99_us), right: true },
  { id: 'max', label: t('plugins.max'), value: h => h.max_us, cell: h => took(h.max_us), right: true },
  { id: 'faults', label: t('plugins.faults'), value: h => h.faults, cell: h => html`<span class=${h.faults > 0 ? 'badge bad' : ''}>${count(h.faults)}</span>`, right: true },
];

/** @returns {import('../ui/table.js').Column<any>[]} */
const chainColumns = () => [
  { id: 'hook', label: t('plugins.hook'), value: h => h.hook, cell: h => html`<span class="mono">${h.hook}</span>` },
  { id: 'chain', label: t('plugins.order'), value: h => h.chain.join(' '), cell: h => h.chain.join(' → ') },
];
