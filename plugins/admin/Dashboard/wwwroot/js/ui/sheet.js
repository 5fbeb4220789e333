import { html, useEffect, useMemo, useState } from '../core/preact.js';
import { t } from '../core/i18n.js';
import { count } from '../core/format.js';
import { recall, remember } from '../core/memory.js';
import { csv, save, stamped } from '../core/save.js';
import { Icon } from './icon.js';
import { Menu } from './menu.js';
import { sizes } from './pages.js';
import { Failure, Loading, Nothing } from './states.js';
import { Table } from './table.js';
import { tell, tellFailure } from './toast.js';
import { useMayChange } from './change.js';

const exportLimit = 100_000;

/**
 * A table with all that belongs to it: tools, filters, what to do with picked rows, column chooser, export, pages.
 * @template R
 * @param {object} props
 * @param {string} props.name For the settings that are remembered, and for the name of exports.
 * @param {string} props.label
 * @param {import('./table.js').Column<R>[]} props.columns
 * @param {import('./pages.js').Pages<R>} props.pages
 * @param {(row: R) => string} props.rowKey
 * @param {any} [props.tools] On the left of the bar over the table.
 * @param {any} [props.filters] In a bar of their own.
 * @param {(keys: string[], clear: () => void) => any} [props.picked] What can be done with picked rows; all of it changes something.
 * @param {{ title: string, body?: any }} props.empty
 */
export function Sheet({ name, label, columns: all, pages, rowKey, tools, filters, picked: pick, empty }) {
  const may = useMayChange();
  const columns = may ? all : all.filter(column => !column.changes);
  const picked = may ? pick : undefined;
  const [hidden, setHidden] = useHidden(name, columns);
  const [keys, setKeys] = useState(/** @type {Set<string>} */ (new Set()));
  const clear = () => setKeys(new Set());
  const shown = columns.filter(column => !hidden.has(column.id));
  // Drawn again when its rows are others, not at every letter in a filter over it: 250 rows are some thousand elements.
  const table = useMemo(
    () => html`<${Table} label=${label} columns=${shown} rows=${pages.rows} rowKey=${rowKey} sort=${pages.sort} setSort=${pages.setSort} picked=${keys} setPicked=${picked && setKeys} />`,
    [pages.rows, pages.sort, hidden, keys, may]);
  const known = pages.rows.length > 0 || (!pages.loading && !pages.error);

  return html`
    <section class="sheet">
      <div class="tools">
        <div class="row grow">${tools}</div>
        <button type="button" class="button icon" aria-label=${t('action.refresh')} title=${t('action.refresh')} onClick=${pages.reload}><${Icon} name="refresh" /></button>
        <${Chooser} columns=${columns} hidden=${hidden} setHidden=${setHidden} />
        <${Export} name=${name} columns=${shown} pages=${pages} />
      </div>
      ${filters && html`<div class="filters">${filters}</div>`}
      ${picked && keys.size > 0 && html`
        <div class="picked" role="group" aria-label=${t('table.picked', { count: keys.size })}>
          <strong class="grow">${t('table.picked', { count: keys.size })}</strong>
          ${picked([...keys], clear)}
          <button type="button" class="button quiet small" onClick=${clear}>${t('table.unpick')}</button>
        </div>`}
      ${pages.error && html`<div class="filters"><${Failure} error=${pages.error} retry=${pages.reload} /></div>`}
      ${pages.rows.length > 0
        ? html`<div class="scroll">${table}</div>`
        : known ? html`<${Nothing} title=${empty.title}>${empty.body}<//>` : pages.error ? null : html`<${Loading} />`}
      <${Foot} pages=${pages} />
    </section>`;
}

/** @param {{ pages: import('./pages.js').Pages<any> }} props */
function Foot({ pages }) {
  const from = pages.index * pages.size + 1;
  const to = from + pages.rows.length - 1;
  if (pages.rows.length === 0 && pages.index === 0) return null;
  return html`
    <div class="foot">
      <span class="grow num" role="status">
        ${pages.total === null ? t('table.range', { from: count(from), to: count(to) }) : t('table.rangeOf', { from: count(from), to: count(to), total: count(pages.total) })}
        ${pages.sort && !pages.complete && html` · ${t('table.sortedHere')}`}
      </span>
      <span aria-hidden="true">${t('table.size')}</span>
      <select aria-label=${t('table.size')} value=${pages.size} onChange=${(/** @type {any} */ e) => pages.setSize(Number(e.target.value))}>
        ${sizes.map(size => html`<option value=${size}>${size}</option>`)}
      </select>
      <div class="group">
        <button type="button" class="button small" disabled=${pages.index === 0} onClick=${() => pages.turn(0)}>${t('table.first')}</button>
        <button type="button" class="button small" disabled=${pages.index === 0} onClick=${() => pages.turn(pages.index - 1)}>${t('table.previous')}</button>
        <button type="button" class="button small" disabled=${!pages.more} onClick=${() => pages.turn(pages.index + 1)}>${t('table.next')}</button>
      </div>
    </div>`;
}

/** @param {{ columns: import('./table.js').Column<any>[], hidden: Set<string>, setHidden: (hidden: Set<string>) => void }} props */
function Chooser({ columns, hidden, setHidden }) {
  /** @param {string} id */
  const flip = id => {
    const next = new Set(hidden);
    if (!next.delete(id)) next.add(id);
    setHidden(next);
  };
  return html`
    <${Menu} icon="columns" label=${t('table.columns')}>
      ${columns.filter(column => !column.fixed).map(column => html`
        <label class="check"><input type="checkbox" checked=${!hidden.has(column.id)} onChange=${() => flip(column.id)} />${column.label}</label>`)}
    <//>`;
}

/** @param {{ name: string, columns: import('./table.js').Column<any>[], pages: import('./pages.js').Pages<any> }} props */
function Export({ name, columns, pages }) {
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      const kept = columns.filter(column => !column.fixed);
      const { rows, cut } = await pages.all(exportLimit);
      save(`${stamped(name)}.csv`, ['\ufeff', csv(kept.map(c => c.label), rows.map(row => kept.map(c => c.value(row))))], 'text/csv');
      if (cut) tell(t('table.exportCut', { count: count(rows.length) }), 'warn');
    } catch (error) {
      tellFailure(/** @type {Error} */ (error));
    } finally {
      setBusy(false);
    }
  };
  return html`<button type="button" class="button icon" aria-label=${t('table.export')} title=${t('table.export')} disabled=${busy} onClick=${run}><${Icon} name="download" /></button>`;
}

/**
 * @param {string} name
 * @param {import('./table.js').Column<any>[]} columns
 * @returns {[Set<string>, (hidden: Set<string>) => void]}
 */
function useHidden(name, columns) {
  const key = `columns.${name}`;
  const [hidden, setHidden] = useState(() => {
    const saved = recall(key);
    return new Set(saved === null ? columns.filter(c => c.off).map(c => c.id) : saved.split(' '));
  });
  useEffect(() => remember(key, [...hidden].join(' ')), [hidden]);
  return [hidden, setHidden];
}
