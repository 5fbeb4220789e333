import { html } from '../core/preact.js';
import { t } from '../core/i18n.js';
import { ask } from '../ui/dialog.js';
import { TextField } from '../ui/field.js';
import { Given } from '../ui/given.js';
import { tell } from '../ui/toast.js';
import { ban } from './access-api.js';

/**
 * Asks before connections, or sessions, are ended.
 * @param {string[]} ids
 * @param {boolean} terminate Sessions too.
 * @param {(reason: string) => Promise<void>} done
 */
export const askDisconnect = (ids, terminate, done) => ask({
  title: t(terminate ? 'client.terminate.title' : 'client.disconnect.title', { count: ids.length }),
  body: html`
    <p>${t(terminate ? 'client.terminate.what' : 'client.disconnect.what')}</p>
    <${Names} ids=${ids} />
    <${TextField} label=${t('client.reason')} name="reason" hint=${t('client.reason.hint')} />`,
  action: t(terminate ? 'client.terminate' : 'client.disconnect'),
  danger: true,
  done: values => done(values.reason),
});

/**
 * Asks before clients are banned; needs the auth plugin.
 * @param {{ client_id: string }[]} clients
 * @param {() => void} done
 */
export const askBan = (clients, done) => ask({
  title: t('client.ban.title', { count: clients.length }),
  body: html`
    <p>${t('client.ban.what')}</p>
    <${Names} ids=${clients.map(c => c.client_id)} />
    <${TextField} label=${t('bans.minutes')} name="minutes" type="number" min=${0} value="60" required=${true} hint=${t('bans.minutes.hint')} />
    <${TextField} label=${t('bans.reason')} name="reason" />`,
  action: t('client.ban'),
  danger: true,
  async done(values) {
    for (const client of clients) await ban('client', client.client_id, Number(values.minutes) * 60, values.reason);
    tell(t('bans.added', { count: clients.length }));
    done();
  },
});

/** @param {{ ids: string[] }} props */
const Names = ({ ids }) => html`
  <p>${ids.slice(0, 8).map((id, i) => html`${i > 0 ? ', ' : ''}<${Given} value=${id} limit=${60} />`)}${ids.length > 8 && html` ${t('andMore', { count: ids.length - 8 })}`}</p>`;
