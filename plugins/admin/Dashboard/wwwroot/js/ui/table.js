import { html } from '../core/preact.js';
import { t } from '../core/i18n.js';

/**
 * @template R
 * @typedef {object} Column
 * @property {string} id
 * @property {string} label
 * @property {(row: R) => any} value For sorting and exports; what is shown, too, unless `cell` says else.
 * @property {(row: R) => any} [cell]
 * @property {boolean} [right] Numbers.
 * @property {boolean} [off] Not shown until chosen.
 * @property {boolean} [fixed] Neither sorted, nor exported, nor hidden: buttons.
 * @property {boolean} [changes] Its buttons change something: there for who may.
 */

/**
 * @template R
 * @param {object} props
 * @param {string} props.label What the table is of, for screen readers.
 * @param {Column<R>[]} props.columns
 * @param {R[]} props.rows
 * @param {(row: R) => string} props.rowKey
 * @param {import('./pages.js').Sort | null} [props.sort]
 * @param {(sort: import('./pages.js').Sort | null) => void} [props.setSort] Without it, columns cannot be sorted.
 * @param {Set<string>} [props.picked]
 * @param {(picked: Set<string>) => void} [props.setPicked] Without it, rows cannot be picked.
 * @param {boolean} [props.busy]
 */
export function Table({ label, columns, rows, rowKey, sort = null, setSort, picked = new Set(), setPicked, busy = false }) {
  const keys = rows.map(rowKey);
  const all = keys.length > 0 && keys.every(key => picked.has(key));
  /** @param {string[]} these @param {boolean} on */
  const pick = (these, on) => {
    const next = new Set(picked);
    these.forEach(key => (on ? next.add(key) : next.delete(key)));
    setPicked?.(next);
  };

  return html`
    <table aria-label=${label} aria-busy=${busy} class=${busy ? 'busy' : ''}>
      <thead>
        <tr>
          ${setPicked && html`<th class="pick" scope="col">
            <input type="checkbox" aria-label=${t('table.pickAll')} checked=${all} disabled=${keys.length === 0} onChange=${() => pick(keys, !all)} />
          </th>`}
          ${columns.map(column => html`<${Head} key=${column.id} column=${column} sort=${sort} setSort=${setSort} />`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row, i) => html`
          <tr key=${keys[i]} aria-selected=${setPicked ? picked.has(keys[i]) : undefined}>
            ${setPicked && html`<td class="pick">
              <input type="checkbox" aria-label=${t('table.pick', { row: keys[i] })} checked=${picked.has(keys[i])} onChange=${() => pick([keys[i]], !picked.has(keys[i]))} />
            </td>`}
            ${columns.map(column => html`<td key=${column.id} class=${column.fixed ? 'acts' : column.right ? 'right' : ''}>${(column.cell ?? column.value)(row)}</td>`)}
          </tr>`)}
      </tbody>
    </table>`;
}

/**
 * @param {{ column: Column<any>, sort: import('./pages.js').Sort | null, setSort?: (sort: import('./pages.js').Sort | null) => void }} props
 */
function Head({ column, sort, setSort }) {
  const kind = column.right ? 'right' : undefined;
  if (column.fixed) return html`<th scope="col"><span class="unseen">${column.label}</span></th>`;
  if (!setSort) return html`<th scope="col" class=${kind}><span>${column.label}</span></th>`;
  const on = sort?.id === column.id;
  // Up, down, and back to the order it came in.
  const next = () => setSort(on && sort.down ? null : { id: column.id, by: column.value, down: on });
  return html`
    <th scope="col" class=${kind} aria-sort=${on ? (sort.down ? 'descending' : 'ascending') : undefined}>
      <button type="button" onClick=${next}>${column.label}${on && html`<i class="arrow ${sort.down ? 'down' : 'up'}"></i>`}</button>
    </th>`;
}
