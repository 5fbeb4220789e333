import { html, useEffect, useState } from '../core/preact.js';
import { t } from '../core/i18n.js';
import { CheckField, SelectField, TextField } from '../ui/field.js';
import { Given, plain } from '../ui/given.js';
import { Icon } from '../ui/icon.js';
import { Banner } from '../ui/states.js';

/** @param {{ connection: { current: any }, ready: boolean, v5: boolean }} props */
export function Subscribe({ connection, ready, v5 }) {
  const [values, setValues] = useState({ filter: 'hello/#', qos: '1', nl: false, rap: false, rh: '0' });
  const [filters, setFilters] = useState(/** @type {string[]} */ ([]));
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  useEffect(() => { if (!ready) setFilters([]); }, [ready]);
  /** @param {string} name */
  const set = name => (/** @type {any} */ value) => setValues({ ...values, [name]: value });
  /** @param {() => Promise<void>} run */
  const attempt = async run => {
    setProblem(null);
    try {
      await run();
    } catch (error) {
      setProblem(/** @type {Error} */ (error).message);
    }
  };
  /** @param {Event} event */
  const submit = event => {
    event.preventDefault();
    attempt(async () => {
      await connection.current.subscribe(values.filter, { qos: Number(values.qos), ...(v5 && { nl: values.nl, rap: values.rap, rh: Number(values.rh) }) });
      setFilters(list => [...list.filter(f => f !== values.filter), values.filter]);
    });
  };
  /** @param {string} filter */
  const remove = filter => attempt(async () => {
    await connection.current.unsubscribe(filter);
    setFilters(list => list.filter(f => f !== filter));
  });

  return html`
    <form class="stack" onSubmit=${submit}>
      <${TextField} label=${t('filter')} value=${values.filter} onInput=${set('filter')} required=${true} />
      <div class="row low">
        <${SelectField} label="QoS" value=${values.qos} onChange=${set('qos')} options=${[['0', '0'], ['1', '1'], ['2', '2']]} />
        ${v5 && html`
          <${SelectField} label=${t('subscriptions.retainHandling')} value=${values.rh} onChange=${set('rh')} options=${['0', '1', '2'].map(v => [v, t(`retainHandling.${v}`)])} />
          <${CheckField} label="No Local" checked=${values.nl} onChange=${set('nl')} />
          <${CheckField} label="Retain As Published" checked=${values.rap} onChange=${set('rap')} />`}
        <span class="grow"></span>
        <button type="submit" class="button main" disabled=${!ready}>${t('mqtt.subscribe')}</button>
      </div>
      ${problem && html`<${Banner} kind="bad">${problem}<//>`}
      ${filters.length === 0 ? html`<p class="muted">${t('mqtt.noSubscriptions')}</p>` : html`
        <ul class="stack" aria-label=${t('mqtt.subscriptions')}>${filters.map(filter => html`
          <li class="row apart"><${Given} value=${filter} mono=${true} />
            <button type="button" class="button small icon" aria-label=${t('mqtt.unsubscribe', { filter: plain(filter) })} onClick=${() => remove(filter)}><${Icon} name="close" /></button></li>`)}
        </ul>`}
    </form>`;
}
