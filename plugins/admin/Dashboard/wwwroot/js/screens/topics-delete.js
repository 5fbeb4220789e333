import { html, useRef, useState } from '../core/preact.js';
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
  // What is answered for another filter than the one that stands there must not stand beside it.
  const present = useRef(initial);
  const run = async () => {
    setError(null);
    setAnswer(null);
    try {
      const got = await post('/v1/retained/delete', { filter, dry_run: true });
      if (present.current === filter) setAnswer(got);
    } catch (failure) {
      if (present.current === filter) setError(/** @type {Error} */ (failure));
    }
  };
  /** @param {string} value */
  const change = value => {
    present.current = value;
    setFilter(value);
    setError(null);
    setAnswer(null);
  };
  // Enter would delete what nobody has seen; a key that is held down would, too.
  /** @param {KeyboardEvent} event */
  const enter = event => {
    if (event.key !== 'Enter' || filter === '' || (answer && !event.repeat)) return;
    event.preventDefault();
    if (!event.repeat) run();
  };
  return html`
    <p>${t('topics.dryRun.lead')}</p>
    <${TextField} label=${t('filter')} name="filter" value=${filter} onInput=${change} onKeyDown=${enter} required=${true} placeholder="sensors/#" />
    <div class="row"><button type="button" class="button" disabled=${filter === ''} onClick=${run}>${t('topics.dryRun')}</button></div>
    ${error && html`<${Failure} error=${error} />`}
    ${answer && html`
      <${Banner} kind=${answer.matched > 0 ? 'warn' : 'info'}>
        <p><strong>${t('topics.dryRun.matched', { count: count(answer.matched) })}</strong></p>
        <ul>${answer.topics.slice(0, 10).map((/** @type {string} */ n) => html`<li><${Given} value=${n} mono=${true} limit=${120} /></li>`)}${answer.matched > 10 && html`<li>${t('andMore', { count: count(answer.matched - 10) })}</li>`}</ul>
      <//>`}`;
}
