import { html, useState } from '../core/preact.js';
import { post } from '../core/api.js';
import { count } from '../core/format.js';
import { t } from '../core/i18n.js';
import { ask } from '../ui/dialog.js';
import { TextField } from '../ui/field.js';
import { Given } from '../ui/given.js';
import { Banner, Failure } from '../ui/states.js';
import { tell } from '../ui/toast.js';

/**
 * Deletes retained messages by filter, after showing which they are.
 * @param {string} filter To begin with.
 * @param {() => void} done
 */
export const askDeleteByFilter = (filter, done) => ask({
  title: t('topics.deleteByFilter'),
  body: html`<${DryRun} initial=${filter} />`,
  action: t('topics.deleteByFilter'),
  danger: true,
  async done(values) {
    const answer = await post('/v1/retained/delete', { filter: values.filter, dry_run: false });
    tell(t('topics.deleted', { count: count(answer.deleted) }));
    done();
  },
});

/** @param {{ initial: string }} props */
function DryRun({ initial }) {
  const [filter, setFilter] = useState(initial);
  const [answer, setAnswer] = useState(/** @type {any} */ (null));
  const [error, setError] = useState(/** @type {Error | null} */ (null));
  const run = async () => {
    setError(null);
    setAnswer(null);
    try {
      setAnswer(await post('/v1/retained/delete', { filter, dry_run: true }));
    } catch (failure) {
      setError(/** @type {Error} */ (failure));
    }
  };
  /** @param {string} value */
  const change = value => {
    setFilter(value);
    setAnswer(null);
  };
  return html`
    <p>${t('topics.dryRun.lead')}</p>
    <${TextField} label=${t('filter')} name="filter" value=${filter} onInput=${change} required=${true} placeholder="sensors/#" />
    <div class="row"><button type="button" class="button" disabled=${filter === ''} onClick=${run}>${t('topics.dryRun')}</button></div>
    ${error && html`<${Failure} error=${error} />`}
    ${answer && html`
      <${Banner} kind=${answer.matched > 0 ? 'warn' : 'info'}>
        <p><strong>${t('topics.dryRun.matched', { count: count(answer.matched) })}</strong></p>
        <ul>${answer.topics.slice(0, 10).map((/** @type {string} */ n) => html`<li><${Given} value=${n} mono=${true} limit=${120} /></li>`)}${answer.matched > 10 && html`<li>${t('andMore', { count: count(answer.matched - 10) })}</li>`}</ul>
      <//>`}`;
}
