import { html, useEffect, useRef, useState } from '../core/preact.js';
import { t } from '../core/i18n.js';
import { Panel } from '../ui/facts.js';
import { Banner } from '../ui/states.js';
import { Connect } from './mqtt-connect.js';
import { connect } from './mqtt-connection.js';
import { MessageList } from './mqtt-messages.js';
import { Publish } from './mqtt-publish.js';
import { Subscribe } from './mqtt-subscribe.js';

const held = 500;

/** An MQTT client in the browser, over WebSocket: does it work, and what comes? @param {{ query: Record<string, string> }} props */
export function Screen({ query }) {
  const connection = useRef(/** @type {import('./mqtt-connection.js').Connection | null} */ (null));
  const [state, setState] = useState('closed');
  const [problem, setProblem] = useState(/** @type {string | null} */ (null));
  const [messages, setMessages] = useState(/** @type {any[]} */ ([]));
  const [version, setVersion] = useState(5);
  // Which attempt to connect counts: the library may be loaded when the user has long gone on.
  const attempt = useRef(0);
  useEffect(() => () => {
    attempt.current++;
    connection.current?.end();
  }, []);

  /** @param {import('./mqtt-connection.js').Settings} settings */
  const start = async settings => {
    const mine = ++attempt.current;
    const isMine = () => attempt.current === mine;
    connection.current = null;
    setProblem(null);
    setState('connecting');
    setVersion(settings.version);
    try {
      const made = await connect(settings, {
        isWanted: isMine,
        onState: state => isMine() && setState(state),
        onProblem: text => isMine() && setProblem(text),
        onMessage: message => isMine() && setMessages(list => [...list.slice(1 - held), message]),
      });
      if (isMine()) connection.current = made;
      else made?.end();
    } catch (error) {
      // The browser throws at an address that it does not like, or that a secure page must not use.
      if (!isMine()) return;
      setProblem(/** @type {Error} */ (error).message);
      setState('closed');
    }
  };
  const stop = () => {
    if (connection.current) {
      connection.current.end();
      return;
    }
    attempt.current++;
    setState('closed');
  };

  return html`
    <p class="lead">${t('mqtt.lead')}</p>
    ${problem && html`<${Banner} kind="bad"><p><strong>${problem}</strong></p><p class="fix">${t('mqtt.problem.fix')}</p><//>`}
    <${Connect} state=${state} start=${start} stop=${stop} />
    <div class="halves">
      <${Panel} title=${t('mqtt.publish')}><${Publish} connection=${connection} ready=${state === 'open'} v5=${version === 5} retained=${query.retained === 'true'} /><//>
      <${Panel} title=${t('mqtt.subscribe')}><${Subscribe} connection=${connection} ready=${state === 'open'} v5=${version === 5} /><//>
    </div>
    <${MessageList} messages=${messages} clear=${() => setMessages([])} />`;
}
