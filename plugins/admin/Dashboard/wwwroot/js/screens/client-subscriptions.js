import { html, useState } from '../core/preact.js';
import { get, post } from '../core/api.js';
import { t } from '../core/i18n.js';
import { Change } from '../ui/change.js';
import { ask } from '../ui/dialog.js';
import { CheckField, SelectField, TextField } from '../ui/field.js';
import { Given, plain } from '../ui/given.js';
import { useServerPages } from '../ui/pages.js';
import { Sheet } from '../ui/sheet.js';
import { Failure } from '../ui/states.js';
import { tell } from '../ui/toast.js';
import { Panel } from '../ui/facts.js';
import { subscriptionColumns } from './subscriptions.js';

/** What a client is subscribed to, and the means to change it. @param {{ id: string, changed: () => void }} props */
export function ClientSubscriptions({ id, changed }) {
  /** @type {import('../ui/pages.js').Pages<any>} */
  const pages = useServerPages(async (page, signal) => {
    const answer = await get('/v1/subscriptions', { client_id: id, ...page }, signal);
    return { rows: answer.subscriptions, next: answer.next, total: answer.total_count };
  }, [id], 5_000);
  const reload = () => {
    pages.reload();
    changed();
  };
  /** @param {string[]} filters @param {() => void} clear */
  const remove = (filters, clear) => ask({
    title: t('subscriptions.remove.title', { count: filters.length }),
    body: html`<p>${t('subscriptions.remove.what')}</p><ul>${filters.slice(0, 8).map(f => html`<li><${Given} value=${f} mono=${true} /></li>`)}</ul>`,
    action: t('subscriptions.remove'),
    danger: true,
    async done() {
      await post('/v1/unsubscribe', { client_id: id, topics: filters });
      tell(t('subscriptions.removed', { count: filters.length }));
      clear();
      reload();
    },
  });

  return html`
    <${Sheet} name="client.subscriptions" label=${t('client.tab.subscriptions')} columns=${subscriptionColumns(false)} pages=${pages} rowKey=${(/** @type {any} */ s) => s.topic_name}
      picked=${(/** @type {string[]} */ filters, /** @type {() => void} */ clear) => html`
        <button type="button" class="button bad small" onClick=${() => remove(filters, clear)}>${t('subscriptions.remove')}</button>`}
      empty=${{ title: t('subscriptions.client.none'), body: t('subscriptions.client.none.fix') }} />
    <${Change}><${Add} id=${id} added=${reload} /><//>`;
}

const blank = { topic_name: '', qos: '1', id: '', no_local: false, retain_as_published: false, retain_handling: '0' };

/** @param {{ id: string, added: () => void }} props */
function Add({ id, added }) {
  const [values, setValues] = useState(blank);
  const [error, setError] = useState(/** @type {any} */ (null));
  /** @param {string} name */
  const set = name => (/** @type {any} */ value) => setValues({ ...values, [name]: value });
  /** @param {Event} event */
  const submit = async event => {
    event.preventDefault();
    setError(null);
    try {
      const subscription = { ...values, qos: Number(values.qos), id: Number(values.id || 0), retain_handling: Number(values.retain_handling) };
      await post('/v1/subscribe', { client_id: id, subscriptions: [subscription] });
      tell(t('subscriptions.added', { filter: plain(values.topic_name) }));
      setValues(blank);
      added();
    } catch (failure) {
      setError(failure);
    }
  };

  return html`
    <${Panel} title=${t('subscriptions.add')}>
      <form class="stack" onSubmit=${submit}>
        <div class="form">
          <${TextField} label=${t('filter')} value=${values.topic_name} onInput=${set('topic_name')} required=${true} placeholder="sensors/+/temperature" hint=${t('subscriptions.filter.hint')} />
          <${SelectField} label="QoS" value=${values.qos} onChange=${set('qos')} options=${[['0', '0'], ['1', '1'], ['2', '2']]} />
          <${SelectField} label=${t('subscriptions.retainHandling')} value=${values.retain_handling} onChange=${set('retain_handling')}
            options=${['0', '1', '2'].map(v => [v, t(`retainHandling.${v}`)])} />
          <${TextField} label=${t('subscriptions.id')} type="number" min=${0} max=${268435455} value=${values.id} onInput=${set('id')} />
        </div>
        <div class="row">
          <${CheckField} label="No Local" checked=${values.no_local} onChange=${set('no_local')} />
          <${CheckField} label="Retain As Published" checked=${values.retain_as_published} onChange=${set('retain_as_published')} />
          <span class="grow"></span>
          <button type="submit" class="button main">${t('subscriptions.add')}</button>
        </div>
        ${error && html`<${Failure} error=${error} />`}
      </form>
    <//>`;
}
