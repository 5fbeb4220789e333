// Refused messages and filters say so in MQTT 5.0, and the connection lives.
import { name, open, print } from './client.mjs'

const client = await open('refused')
for (const qos of [1, 2]) {
  const error = await client.publishAsync('forbidden/x', '1', { qos }).then(() => null, (reason) => reason)
  print({ qos, code: error?.code ?? null })
}

let reason
client.on('packetreceive', (packet) => packet.cmd === 'suback' && (reason = packet))
await client.subscribeAsync('forbidden/#', { qos: 1 }).catch(() => null)
print({ granted: reason.granted, reason: reason.properties?.reasonString ?? null })
await client.subscribeAsync(name, { qos: 1 })
await client.publishAsync(name, 'alive', { qos: 2 })
print((await client.next()).payload)
await client.endAsync()
