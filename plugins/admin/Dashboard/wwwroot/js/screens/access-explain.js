import { html, useRef, useState } from '../core/preact.js';
import { t } from '../core/i18n.js';
import { Facts, Panel } from '../ui/facts.js';
import { CheckField, SelectField, TextField } from '../ui/field.js';
import { Given } from '../ui/given.js';
import { Banner, Failure } from '../ui/states.js';
import { explain } from './access-api.js';
import { WithAuth } from './access-auth.js';
import { listOf } from './access-rule-form.js';

/** The bench for any client. */
export const Bench = () => html`<p class="lead">${t('bench.lead')}</p><${Ask} clientId="" username="" />`;

/** The bench for one client. @param {{ clientId: string, username: string }} props */
export const Explain = ({ clientId, username }) => html`<${WithAuth}><${Ask} clientId=${clientId} username=${username} /><//>`;

/** @param {{ clientId: string, username: string }} props */
function Ask({ clientId, username }) {
  const [values, setValues] = useState({ clientId, username, roles: '', action: 'publish', topic: '', qos: '1', retain: false });
  const [answer, setAnswer] = useState(/** @type {any} */ (null));
  const [error, setError] = useState(/** @type {any} */ (null));
  // An answer is for the question that stands there, not for one before it.
  const question = useRef(0);
  /** @param {string} name */
  const set = name => (/** @type {any} */ value) => {
    question.current++;
    setValues({ ...values, [name]: value });
    setAnswer(null);
  };
  /** @param {Event} event */
  const submit = async event => {
    event.preventDefault();
    const mine = ++question.current;
    setError(null);
    setAnswer(null);
    try {
      const got = await explain({
        client_id: values.clientId,
        ...(values.username && { username: values.username }),
        roles: listOf(values.roles),
        action: values.action,
        ...(values.action !== 'connect' && { topic: values.topic, qos: Number(values.qos), retain: values.action === 'publish' && values.retain }),
      });
      if (question.current === mine) setAnswer(got);
    } catch (failure) {
      if (question.current === mine) setError(failure);
    }
  };
  const isAboutTopic = values.action !== 'connect';

  return html`
    <${Panel} title=${t('bench.title')}>
      <form class="stack" onSubmit=${submit}>
        <div class="form">
          <${TextField} label=${t('client.id')} value=${values.clientId} onInput=${set('clientId')} wrong=${error?.fields?.client_id} />
          <${TextField} label=${t('client.username')} value=${values.username} onInput=${set('username')} />
          <${TextField} label=${t('bench.roles')} value=${values.roles} onInput=${set('roles')} />
          <${SelectField} label=${t('bench.action')} value=${values.action} onChange=${set('action')} options=${['connect', 'publish', 'subscribe', 'receive'].map(a => [a, t(`bench.${a}`)])} />
          ${isAboutTopic && html`
            <${TextField} label=${t(values.action === 'subscribe' ? 'filter' : 'topicName')} value=${values.topic} onInput=${set('topic')} required=${true} wrong=${error?.fields?.topic} />
            <${SelectField} label="QoS" value=${values.qos} onChange=${set('qos')} options=${[['0', '0'], ['1', '1'], ['2', '2']]} />`}
        </div>
        <div class="row apart">
          ${values.action === 'publish' ? html`<${CheckField} label=${t('retained')} checked=${values.retain} onChange=${set('retain')} />` : html`<span></span>`}
          <button type="submit" class="button main">${t('bench.ask')}</button>
        </div>
      </form>
    <//>
    ${error && html`<${Failure} error=${error} />`}
    ${answer && html`<${Answer} answer=${answer} />`}`;
}

/** @param {{ answer: any }} props */
const Answer = ({ answer }) => html`
  <${Banner} kind=${answer.allowed ? 'ok' : 'bad'}>
    <div class="stack">
      <p><strong>${t(answer.allowed ? 'bench.allowed' : 'bench.denied')}</strong></p>
      <p><${Given} value=${answer.sentence} limit=${2048} /></p>
      <${Facts} facts=${[
        [t('bench.rule'), answer.rule && html`<${Given} value=${answer.rule.name} /> (#${answer.rule.position})`],
        [t('bench.place'), answer.file && html`<span class="mono">${answer.file}${answer.line ? `:${answer.line}` : ''}</span>`],
        [t('bench.granted'), answer.granted_qos],
        [t('client.username'), answer.username && html`<${Given} value=${answer.username} />`],
        [t('bench.hasRoles'), answer.roles?.length > 0 ? answer.roles.join(', ') : null],
      ]} />
    </div>
  <//>`;
