import { html } from '../core/preact.js';
import { t } from '../core/i18n.js';
import { Change } from '../ui/change.js';
import { ask } from '../ui/dialog.js';
import { Given } from '../ui/given.js';
import { Icon } from '../ui/icon.js';
import { Sheet } from '../ui/sheet.js';
import { tell, tellFailure } from '../ui/toast.js';
import { deleteRule, setRule, useNumberedPages } from './access-api.js';
import { RuleForm, ruleOf } from './access-rule-form.js';

/** The rules, in the order they are asked: the first that fits decides. */
export function Rules() {
  const pages = useNumberedPages('/v1/rules', 'rules');
  return html`
    <${Sheet} name="rules" label=${t('access.tab.rules')} columns=${columns(pages.total ?? 0, pages.reload)} pages=${pages} rowKey=${(/** @type {any} */ r) => r.name}
      tools=${html`
        <${Change}><button type="button" class="button main" onClick=${() => edit(null, pages.reload)}><${Icon} name="plus" />${t('rules.add')}</button><//>
        <p class="muted">${t('rules.lead')}</p>`}
      empty=${{ title: t('rules.none'), body: t('rules.none.fix') }} />`;
}

/** @param {number} last @param {() => void} reload @returns {import('../ui/table.js').Column<any>[]} */
const columns = (last, reload) => [
  { id: 'position', label: '#', value: r => r.position, right: true },
  { id: 'name', label: t('rules.name'), value: r => r.name, cell: r => html`<${Given} value=${r.name} />${r.comment && html`<div class="muted small"><${Given} value=${r.comment} /></div>`}` },
  { id: 'effect', label: t('rules.effect'), value: r => r.effect, cell: r => html`<span class="badge ${r.effect === 'allow' ? 'ok' : 'bad'}">${t(`rules.${r.effect}`)}</span>` },
  { id: 'actions', label: t('rules.actions'), value: r => r.actions.join(' '), cell: r => r.actions.map((/** @type {string} */ a) => t(`rules.${a}`)).join(', ') },
  { id: 'topics', label: t('rules.topics'), value: r => r.topics.join(' '), cell: r => r.topics.map((/** @type {string} */ x) => html`<div><${Given} value=${x} mono=${true} /></div>`) },
  { id: 'whom', label: t('rules.whom'), value: whomText, cell: r => html`<${Given} value=${whomText(r)} />` },
  { id: 'limits', label: t('rules.limits'), value: limits },
  {
    id: 'acts', label: t('actions'), value: () => '', fixed: true, changes: true,
    cell: r => html`<div class="row">
      <button type="button" class="button small icon" aria-label=${`${t('rules.up')} ${r.name}`} title=${t('rules.up')} disabled=${r.position === 1} onClick=${() => move(r, -1).then(reload, tellFailure)}><i class="arrow up"></i></button>
      <button type="button" class="button small icon" aria-label=${`${t('rules.down')} ${r.name}`} title=${t('rules.down')} disabled=${r.position >= last} onClick=${() => move(r, 1).then(reload, tellFailure)}><i class="arrow down"></i></button>
      <button type="button" class="button small" aria-label=${`${t('action.edit')} ${r.name}`} onClick=${() => edit(r, reload)}>${t('action.edit')}</button>
      <button type="button" class="button bad small icon" aria-label=${`${t('action.delete')} ${r.name}`} title=${t('action.delete')} onClick=${() => remove(r, reload)}><${Icon} name="trash" /></button>
    </div>`,
  },
];

/** @param {any} rule */
function whomText(rule) {
  const parts = ['users', 'roles', 'groups', 'clients'].filter(kind => rule[kind].length > 0).map(kind => `${t(`rules.${kind}`)}: ${rule[kind].join(', ')}`);
  return parts.length === 0 ? t('rules.everybody') : parts.join('; ');
}

/** @param {any} rule */
const limits = rule => [
  ...(rule.max_qos < 2 ? [t('rules.upTo', { qos: rule.max_qos })] : []),
  ...(rule.retain === null ? [] : [t(rule.retain ? 'rules.onlyRetained' : 'rules.onlyOthers')]),
].join(', ');

/** @param {any} rule */
const bodyOf = ({ name, line, position, ...rule }) => rule;

/** @param {any} rule @param {number} by */
const move = (rule, by) => setRule(rule.name, { ...bodyOf(rule), position: rule.position + by });

/** @param {any} rule Null for a new one. @param {() => void} done */
const edit = (rule, done) => ask({
  title: rule ? t('rules.edit', { name: rule.name }) : t('rules.add'),
  body: html`<${RuleForm} rule=${rule} />`,
  action: t('action.save'),
  wide: true,
  async done(values) {
    await setRule(rule?.name ?? values.name, ruleOf(values, rule));
    tell(t('rules.saved', { name: rule?.name ?? values.name }));
    done();
  },
});

/** @param {any} rule @param {() => void} done */
const remove = (rule, done) => ask({
  title: t('rules.delete', { name: rule.name }),
  body: html`<p>${t('rules.delete.what')}</p>`,
  action: t('action.delete'),
  danger: true,
  async done() {
    await deleteRule(rule.name);
    done();
  },
});
