import { html, useState } from '../core/preact.js';
import { t } from '../core/i18n.js';
import { SelectField, TextField } from '../ui/field.js';

/**
 * The fields of one rule; whoever asks gets their values by name.
 * @param {{ rule: any }} props Null for a new one.
 */
export function RuleForm({ rule }) {
  const [choices, setChoices] = useState({
    effect: rule?.effect ?? 'allow',
    actions: rule ? (rule.actions.length > 1 ? 'all' : rule.actions[0]) : 'all',
    max_qos: String(rule?.max_qos ?? 2),
    retain: String(rule?.retain ?? ''),
  });
  /** @param {'effect' | 'actions' | 'max_qos' | 'retain'} name */
  const choice = name => ({ name, value: choices[name], onChange: (/** @type {string} */ value) => setChoices({ ...choices, [name]: value }) });
  /** @param {string} name */
  const list = name => ({ name, value: textOf(rule?.[name]), label: t(`rules.${name}`) });
  return html`
    <div class="form">
      ${!rule && html`<${TextField} label=${t('rules.name')} name="name" required=${true} wide=${true} />`}
      <${SelectField} label=${t('rules.effect')} ...${choice('effect')} options=${[['allow', t('rules.allow')], ['deny', t('rules.deny')]]} />
      <${SelectField} label=${t('rules.actions')} ...${choice('actions')} options=${[['all', t('rules.all')], ['publish', t('rules.publish')], ['subscribe', t('rules.subscribe')]]} />
      <${TextField} label=${t('rules.topics')} name="topics" value=${textOf(rule?.topics)} required=${true} wide=${true} hint=${t('rules.topics.hint')} placeholder="devices/%c/#" />
      <${TextField} ...${list('users')} />
      <${TextField} ...${list('roles')} />
      <${TextField} ...${list('groups')} />
      <${TextField} ...${list('clients')} hint=${t('rules.whom.hint')} />
      <${SelectField} label=${t('rules.maxQos')} ...${choice('max_qos')} options=${['2', '1', '0'].map(q => [q, q])} />
      <${SelectField} label=${t('rules.retain')} ...${choice('retain')} options=${[['', t('rules.both')], ['true', t('rules.onlyRetained')], ['false', t('rules.onlyOthers')]]} />
      <${TextField} label=${t('rules.comment')} name="comment" value=${rule?.comment ?? ''} wide=${true} />
    </div>`;
}

/** The rule that the form's values make. @param {Record<string, string>} values @param {any} rule The one that is changed; null for a new one. */
export const ruleOf = (values, rule) => ({
  effect: values.effect,
  actions: [values.actions],
  topics: listFrom(values.topics, rule?.topics),
  users: listFrom(values.users, rule?.users),
  roles: listFrom(values.roles, rule?.roles),
  groups: listFrom(values.groups, rule?.groups),
  clients: listFrom(values.clients, rule?.clients),
  max_qos: Number(values.max_qos),
  retain: values.retain === '' ? null : values.retain === 'true',
  comment: values.comment || null,
});

/** Names between commas. @param {string} text */
export const listOf = text => text.split(',').map(name => name.trim()).filter(Boolean);

/** @param {string[]} [list] */
export const textOf = (list = []) => list.join(', ');

/** What a field with a list in it says. A name may have a comma: nobody has changed a list whose text is as it was. @param {string} text @param {string[]} [before] */
export const listFrom = (text, before = []) => (text === textOf(before) ? before : listOf(text));
