/**
 * @typedef {{ address: string, clientId: string, version: number, username: string, password: string, clean: boolean, keepAlive: number, sessionExpiry: number }} Settings
 * @typedef {{ at: Date, topic: string, payload: Uint8Array, qos: number, retain: boolean, dup: boolean, properties: any }} Received
 * @typedef {{ isWanted: () => boolean, onState: (state: 'connecting' | 'open' | 'closed') => void, onProblem: (text: string | null) => void, onMessage: (message: Received) => void }} Listener
 * @typedef {{ end: () => void, publish: (topic: string, payload: string, options: any) => Promise<any>, subscribe: (filter: string, options: any) => Promise<any>, unsubscribe: (filter: string) => Promise<any> }} Connection
 */

/**
 * Connects. The library is large and only this screen wants it, so it is loaded here.
 * @param {Settings} settings
 * @param {Listener} listener
 * @returns {Promise<Connection | null>} Null when nobody wants it any more once the library is there.
 */
export async function connect(settings, { isWanted, onState, onProblem, onMessage }) {
  const { default: mqtt } = await import('../../vendor/mqtt.js');
  if (!isWanted()) return null;
  const v5 = settings.version === 5;
  const client = mqtt.connect(settings.address, {
    protocolVersion: settings.version,
    protocolId: settings.version === 3 ? 'MQIsdp' : 'MQTT',
    clientId: settings.clientId,
    username: settings.username || undefined,
    password: settings.password || undefined,
    clean: settings.clean,
    keepalive: settings.keepAlive,
    reconnectPeriod: 0,
    connectTimeout: 10_000,
    // The other variants start a worker from a blob, which the content security policy forbids.
    timerVariant: 'native',
    properties: v5 && settings.sessionExpiry > 0 ? { sessionExpiryInterval: settings.sessionExpiry } : undefined,
  });
  client.on('connect', () => onState('open'));
  client.on('close', () => onState('closed'));
  client.on('error', (/** @type {any} */ error) => onProblem(error.message || String(error)));
  client.on('disconnect', (/** @type {any} */ packet) => onProblem(`DISCONNECT 0x${(packet.reasonCode ?? 0).toString(16).toUpperCase().padStart(2, '0')} ${packet.properties?.reasonString ?? ''}`));
  client.on('message', (/** @type {string} */ topic, /** @type {Uint8Array} */ payload, /** @type {any} */ packet) =>
    onMessage({ at: new Date(), topic, payload, qos: packet.qos, retain: packet.retain, dup: packet.dup, properties: packet.properties ?? {} }));
  return {
    // By force as long as there is no MQTT connection: the farewell would wait for one.
    end: () => client.end(!client.connected),
    publish: (topic, payload, options) => client.publishAsync(topic, payload, options),
    subscribe: (filter, options) => client.subscribeAsync(filter, options),
    unsubscribe: filter => client.unsubscribeAsync(filter),
  };
}
