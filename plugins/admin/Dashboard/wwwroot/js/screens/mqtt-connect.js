import { html, useEffect, useRef, useState } from '../core/preact.js';
import { get } from '../core/api.js';
import { t } from '../core/i18n.js';
import { Panel } from '../ui/facts.js';
import { CheckField, SelectField, TextField } from '../ui/field.js';

/** @param {{ state: string, start: (settings: any) => Promise<void>, stop: () => void }} props */
export function Connect({ state, start, stop }) {
  const [values, setValues] = useState(() => ({
    address: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.hostname}:8883/mqtt`,
    clientId: `dashboard-${Math.random().toString(36).slice(2, 8)}`,
    version: '5',
    username: '',
    password: '',
    keepAlive: '30',
    sessionExpiry: '0',
    clean: true,
  }));
  /** @param {string} name */
  const set = name => (/** @type {any} */ value) => setValues(v => ({ ...v, [name]: value }));
  // What is being typed is not written over by an answer that comes late.
  const touched = useRef(false);
  useEffect(() => {
    const stopped = new AbortController();
    // Without the list the address stays as it is.
    get('/v1/listeners', {}, stopped.signal).then(({ listeners }) => {
      const address = webSocketAddress(listeners);
      if (address && !touched.current) set('address')(address);
    }, () => {});
    return () => stopped.abort();
  }, []);

  /** @param {Event} event */
  const submit = event => {
    event.preventDefault();
    start({ ...values, version: Number(values.version), keepAlive: Number(values.keepAlive), sessionExpiry: Number(values.sessionExpiry) });
  };
  // Two buttons, each with its key: one that becomes the other while it is clicked would send the form, too.
  const closed = state === 'closed';

  return html`
    <${Panel} title=${t('mqtt.connection')} tools=${html`<span class=${state === 'open' ? 'badge ok' : 'badge'} role="status"><i class="dot"></i>${t(`mqtt.state.${state}`)}</span>`}>
      <form class="stack" onSubmit=${submit}>
        <div class="form">
          <${TextField} label=${t('mqtt.address')} value=${values.address} onFocus=${() => { touched.current = true; }} onInput=${set('address')} required=${true} disabled=${!closed} />
          <${TextField} label=${t('client.id')} value=${values.clientId} onInput=${set('clientId')} disabled=${!closed} />
          <${SelectField} label=${t('client.version')} value=${values.version} onChange=${set('version')} options=${[['5', '5.0'], ['4', '3.1.1'], ['3', '3.1']]} disabled=${!closed} />
          <${TextField} label=${t('client.username')} value=${values.username} onInput=${set('username')} disabled=${!closed} />
          <${TextField} label=${t('mqtt.password')} type="password" value=${values.password} onInput=${set('password')} disabled=${!closed} />
          <${TextField} label=${t('mqtt.keepAlive')} type="number" min=${0} max=${65535} value=${values.keepAlive} onInput=${set('keepAlive')} disabled=${!closed} />
          ${values.version === '5' && html`<${TextField} label=${t('mqtt.sessionExpiry')} type="number" min=${0} max=${4294967295} value=${values.sessionExpiry} onInput=${set('sessionExpiry')} disabled=${!closed} />`}
        </div>
        <div class="row apart">
          <${CheckField} label=${t('mqtt.clean')} checked=${values.clean} onChange=${set('clean')} disabled=${!closed} />
          ${closed ? html`<button key="connect" type="submit" class="button main">${t('mqtt.connect')}</button>` : html`<button key="disconnect" type="button" class="button" onClick=${stop}>${t('mqtt.disconnect')}</button>`}
        </div>
      </form>
    <//>`;
}

/** @param {any[]} listeners */
function webSocketAddress(listeners) {
  const secure = location.protocol === 'https:';
  const wanted = secure ? 'wss' : 'ws';
  const port = listeners.filter(l => l.protocols.includes(wanted)).map(l => /:(\d+)$/.exec(l.address)?.[1]).find(Boolean);
  return port && `${wanted}://${location.hostname}:${port}/mqtt`;
}
