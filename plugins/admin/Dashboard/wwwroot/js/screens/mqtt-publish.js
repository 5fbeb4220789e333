import { html, useState } from '../core/preact.js';
import { t } from '../core/i18n.js';
import { CheckField, Field, SelectField, TextField } from '../ui/field.js';
import { plain } from '../ui/given.js';
import { tell } from '../ui/toast.js';
import { Banner } from '../ui/states.js';

/** @param {{ connection: { current: any }, ready: boolean, v5: boolean, retained: boolean }} props */
export function Publish({ connection, ready, v5, retained }) {
  const [values, setValues] = useState({ topic: 'hello/world', payload: '{"hello": "world"}', qos: '1', retain: retained, contentType: '', responseTopic: '', correlation: '', expiry: '', properties: '' });
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  /** @param {string} name */
  const set = name => (/** @type {any} */ value) => setValues({ ...values, [name]: value });
  /** @param {Event} event */
  const submit = async event => {
    event.preventDefault();
    setProblem(null);
    try {
      const answer = await connection.current.publish(values.topic, values.payload, { qos: Number(values.qos), retain: values.retain, properties: v5 ? propertiesOf(values) : undefined });
      // 0x10: it was taken, and nobody is subscribed.
      tell(t(answer?.reasonCode === 0x10 ? 'mqtt.nobody' : 'mqtt.published', { topic: plain(values.topic) }));
    } catch (error) {
      setProblem(/** @type {Error} */ (error).message);
    }
  };

  return html`
    <form class="stack" onSubmit=${submit}>
      <${TextField} label=${t('topicName')} value=${values.topic} onInput=${set('topic')} required=${true} />
      <${Field} label=${t('payload')}>${(/** @type {string} */ id) => html`<textarea id=${id} spellcheck="false" value=${values.payload} onInput=${(/** @type {any} */ e) => set('payload')(e.target.value)}></textarea>`}<//>
      ${v5 && html`
        <div class="form">
          <${TextField} label=${t('contentType')} value=${values.contentType} onInput=${set('contentType')} placeholder="application/json" />
          <${TextField} label=${t('responseTopic')} value=${values.responseTopic} onInput=${set('responseTopic')} />
          <${TextField} label=${t('correlation')} value=${values.correlation} onInput=${set('correlation')} />
          <${TextField} label=${t('mqtt.expiry')} type="number" min=${1} value=${values.expiry} onInput=${set('expiry')} />
        </div>
        <${TextField} label=${t('client.properties')} value=${values.properties} onInput=${set('properties')} placeholder="unit=celsius; room=12" hint=${t('mqtt.properties.hint')} />`}
      <div class="row low">
        <${SelectField} label="QoS" value=${values.qos} onChange=${set('qos')} options=${[['0', '0'], ['1', '1'], ['2', '2']]} />
        <${CheckField} label=${t('retained')} checked=${values.retain} onChange=${set('retain')} />
        <span class="grow"></span>
        <button type="submit" class="button main" disabled=${!ready}>${t('mqtt.publish')}</button>
      </div>
      ${problem && html`<${Banner} kind="bad">${problem}<//>`}
    </form>`;
}

/** @param {Record<string, any>} values */
function propertiesOf({ contentType, responseTopic, correlation, expiry, properties }) {
  const pairs = String(properties).split(';').map(pair => pair.split('=')).filter(([name]) => name.trim() !== '');
  return {
    ...(contentType && { contentType }),
    ...(responseTopic && { responseTopic }),
    ...(correlation && { correlationData: new TextEncoder().encode(correlation) }),
    ...(expiry && { messageExpiryInterval: Number(expiry) }),
    ...(pairs.length > 0 && { userProperties: Object.fromEntries(pairs.map(([name, ...value]) => [name.trim(), value.join('=').trim()])) }),
  };
}
