import { html } from '../core/preact.js';
import { ApiError, del, fitsPath, get, post, url } from '../core/api.js';
import { t } from '../core/i18n.js';
import { useResource } from '../core/resource.js';
import { amend, go, href } from '../core/router.js';
import { Change } from '../ui/change.js';
import { Icon } from '../ui/icon.js';
import { Loaded, Nothing } from '../ui/states.js';
import { Tabs } from '../ui/tabs.js';
import { tell } from '../ui/toast.js';
import { Explain } from './access-explain.js';
import { askBan, askDisconnect } from './client-actions.js';
import { ClientFacts } from './client-facts.js';
import { Messages } from './client-messages.js';
import { ClientSubscriptions } from './client-subscriptions.js';
import { Events } from './events.js';

const tabs = ['session', 'subscriptions', 'queue', 'inflight', 'timeline', 'explain'];

/** One session, with all that the broker knows of it. @param {{ path: string[], query: Record<string, string> }} props */
export function Screen({ path: [id], query }) {
  const shown = fitsPath(id) ? tabs : tabs.filter(name => name !== 'queue' && name !== 'inflight');
  const tab = shown.includes(query.tab) ? query.tab : 'session';
  const one = useResource(signal => find(id, signal), [id], 5_000);
  if (/** @type {any} */ (one.error)?.status === 404) {
    return html`<${Nothing} title=${t('client.gone')}>${t('client.gone.fix')} <a href=${href(['clients'])}>${t('clients.title')}</a><//>`;
  }

  return html`<${Loaded} of=${one}>${(/** @type {any} */ { client, details }) => html`
    <div class="row apart">
      <div class="row">
        <span class=${client.connected ? 'badge ok' : 'badge'} role="status"><i class="dot"></i>${t(client.connected ? 'client.connected' : 'client.offline')}</span>
      </div>
      <${Change}><${Actions} client=${client} reload=${one.reload} /><//>
    </div>
    <${Tabs} label=${t('client.parts')} value=${tab} onChange=${(/** @type {string} */ to) => amend({ tab: to })} tabs=${shown.map(x => [x, t(`client.tab.${x}`)])}>
      ${tab === 'session' && html`<${ClientFacts} client=${client} details=${details} />`}
      ${tab === 'subscriptions' && html`<${ClientSubscriptions} id=${id} changed=${one.reload} />`}
      ${(tab === 'queue' || tab === 'inflight') && html`<${Messages} key=${tab} id=${id} part=${tab} />`}
      ${tab === 'timeline' && html`<${Events} clientId=${id} />`}
      ${tab === 'explain' && html`<${Explain} clientId=${id} username=${client.username} address=${client.remote_addr} />`}
    <//>`}<//>`;
}

/** @param {{ client: any, reload: () => void }} props */
function Actions({ client, reload }) {
  const id = client.client_id;
  /** @param {boolean} terminate */
  const end = terminate => askDisconnect([id], terminate, async reason => {
    if (fitsPath(id)) await del(url`/v1/clients/${id}`, { clean_session: terminate, reason });
    else await post('/v1/clients/disconnect', { client_ids: [id], terminate, reason });
    tell(t(terminate ? 'clients.terminated' : 'clients.disconnected', { count: 1 }));
    if (terminate) go(['clients']);
    else reload();
  });
  return html`
    <div class="row">
      <a class="button" href=${href(['trace'], { client_id: id })}><${Icon} name="trace" />${t('client.trace')}</a>
      <button type="button" class="button" disabled=${!client.connected} onClick=${() => end(false)}>${t('client.disconnect')}</button>
      <button type="button" class="button bad" onClick=${() => end(true)}>${t('client.terminate')}</button>
      <button type="button" class="button bad" onClick=${() => askBan([client], reload)}>${t('client.ban')}</button>
    </div>`;
}

/**
 * Client identifiers that a path cannot carry are asked for by query; of those there are no details.
 * @param {string} id
 * @param {AbortSignal} signal
 */
async function find(id, signal) {
  if (fitsPath(id)) return get(url`/v1/clients/${id}`, {}, signal);
  const { clients } = await get('/v1/clients', { client_id: id }, signal);
  if (clients.length === 0) throw new ApiError(404, '');
  return { client: clients[0], details: null };
}
