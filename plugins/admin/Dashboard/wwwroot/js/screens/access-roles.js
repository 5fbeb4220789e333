import { html } from '../core/preact.js';
import { del, post, url } from '../core/api.js';
import { t } from '../core/i18n.js';
import { Change } from '../ui/change.js';
import { ask } from '../ui/dialog.js';
import { TextField } from '../ui/field.js';
import { Given } from '../ui/given.js';
import { Icon } from '../ui/icon.js';
import { Sheet } from '../ui/sheet.js';
import { useNumberedPages } from './access-api.js';
import { listFrom, textOf } from './access-rule-form.js';

/** Names that rules are for, and who has them. */
export const Roles = () => html`<${Named} kind="roles" lists=${['users', 'groups']} />`;

/** Sets of users. */
export const Groups = () => html`<${Named} kind="groups" lists=${['users']} />`;

/** @param {{ kind: 'roles' | 'groups', lists: string[] }} props */
function Named({ kind, lists }) {
  const pages = useNumberedPages(`/v1/${kind}`, kind);
  return html`
    <${Sheet} name=${kind} label=${t(`access.tab.${kind}`)} columns=${columns(kind, lists, pages.reload)} pages=${pages} rowKey=${(/** @type {any} */ r) => r.name}
      tools=${html`<${Change}><button type="button" class="button main" onClick=${() => edit(kind, lists, null, pages.reload)}><${Icon} name="plus" />${t(`${kind}.add`)}</button><//>`}
      empty=${{ title: t(`${kind}.none`), body: t(`${kind}.none.fix`) }} />`;
}

/** @param {string} kind @param {string[]} lists @param {() => void} reload @returns {import('../ui/table.js').Column<any>[]} */
const columns = (kind, lists, reload) => [
  { id: 'name', label: t('rules.name'), value: r => r.name, cell: r => html`<${Given} value=${r.name} />` },
  ...lists.map(list => ({
    id: list, label: t(`rules.${list}`), value: (/** @type {any} */ r) => r[list].join(', '), cell: (/** @type {any} */ r) => html`<${Given} value=${r[list].join(', ')} />`,
  })),
  {
    id: 'acts', label: t('actions'), value: () => '', fixed: true, changes: true,
    cell: r => html`<div class="row">
      <button type="button" class="button small" aria-label=${`${t('action.edit')} ${r.name}`} onClick=${() => edit(kind, lists, r, reload)}>${t('action.edit')}</button>
      <button type="button" class="button bad small icon" aria-label=${`${t('action.delete')} ${r.name}`} title=${t('action.delete')} onClick=${() => remove(kind, r, reload)}><${Icon} name="trash" /></button>
    </div>`,
  },
];

/** @param {string} kind @param {string[]} lists @param {any} row Null for a new one. @param {() => void} done */
const edit = (kind, lists, row, done) => ask({
  title: row ? t('rules.edit', { name: row.name }) : t(`${kind}.add`),
  body: html`
    ${!row && html`<${TextField} label=${t('rules.name')} name="name" required=${true} />`}
    ${lists.map(list => html`<${TextField} label=${t(`rules.${list}`)} name=${list} value=${textOf(row?.[list])} hint=${t('rules.list.hint')} />`)}`,
  action: t('action.save'),
  async done(values) {
    await post(url`/v1/${kind}/${row?.name ?? values.name}`, Object.fromEntries(lists.map(list => [list, listFrom(values[list], row?.[list])])));
    done();
  },
});

/** @param {string} kind @param {any} row @param {() => void} done */
const remove = (kind, row, done) => ask({
  title: t('rules.delete', { name: row.name }),
  action: t('action.delete'),
  danger: true,
  async done() {
    await del(url`/v1/${kind}/${row.name}`);
    done();
  },
});
