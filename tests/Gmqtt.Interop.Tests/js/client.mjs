// What every script shares: the address from the command line, a client, its messages in order, and one line of JSON for the test.
import { readFileSync } from 'node:fs'
import mqtt from 'mqtt'

const [url, version, authority] = process.argv.slice(2)

/** 3, 4 or 5. */
export const protocolVersion = Number(version)

/** For topics and Client Identifiers that no other script has. */
export const name = `js-${process.pid}`

export const print = (what) => console.log(JSON.stringify(what))

/** Connects. The client has `connack`, and `next()` for its next message. */
export async function open(suffix, options = {}) {
  const client = mqtt.connect(url, {
    clientId: `${name}-${suffix}`,
    protocolVersion,
    protocolId: protocolVersion === 3 ? 'MQIsdp' : 'MQTT',
    ca: authority ? readFileSync(authority) : undefined,
    reconnectPeriod: 0,
    connectTimeout: 30_000,
    ...options,
  })
  inbox(client)
  await connected(client)
  return client
}

/** Waits for the CONNACK of this or the next connection. */
export function connected(client) {
  return new Promise((resolve, reject) => {
    client.once('connect', (connack) => {
      client.connack = connack
      resolve(connack)
    })
    client.once('error', reject)
  })
}

/** Cuts the connection without DISCONNECT. */
export function cut(client) {
  return new Promise((resolve) => {
    client.once('close', resolve)
    client.stream.destroy()
  })
}

function inbox(client) {
  const arrived = []
  const waiting = []
  client.on('message', (topic, payload, packet) => {
    const message = { topic, payload: payload.toString(), qos: packet.qos, retain: packet.retain }
    const taker = waiting.shift()
    if (taker) taker(message)
    else arrived.push(message)
  })
  client.next = () => (arrived.length > 0 ? Promise.resolve(arrived.shift()) : new Promise((resolve) => waiting.push(resolve)))
}
