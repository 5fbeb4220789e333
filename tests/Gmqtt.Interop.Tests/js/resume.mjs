// A client that loses its connection and reconnects finds its session, its subscription and what was published meanwhile.
import { connected, cut, name, open, print, protocolVersion } from './client.mjs'

const properties = protocolVersion === 5 ? { sessionExpiryInterval: 600 } : undefined
const client = await open('resuming', { clean: false, resubscribe: false, properties })
print({ present: client.connack.sessionPresent })
await client.subscribeAsync(name, { qos: 2 })

const publisher = await open('pub')
// QoS 0: a message whose acknowledgement is lost with the connection would rightly come again.
await publisher.publishAsync(name, 'before', { qos: 0 })
print((await client.next()).payload)
await cut(client)
for (const qos of [1, 2]) await publisher.publishAsync(name, `meanwhile ${qos}`, { qos })

const back = connected(client)
client.reconnect()
print({ present: (await back).sessionPresent })
for (let i = 0; i < 2; i++) print((await client.next()).payload)
await publisher.publishAsync(name, 'after', { qos: 2 })
print((await client.next()).payload)
await Promise.all([client.endAsync(), publisher.endAsync()])
