// Topic aliases both ways: the client names its topic once, and so does the broker.
import { name, open, print } from './client.mjs'

const seen = (packet) => ({ topic: packet.topic.replace(name, 'topic'), alias: packet.properties?.topicAlias ?? null })
const subscriber = await open('sub', { properties: { topicAliasMaximum: 5 } })
const publisher = await open('pub', { autoUseTopicAlias: true, autoAssignTopicAlias: true })
print({ maximum: publisher.connack.properties.topicAliasMaximum })

const sent = []
const received = []
publisher.on('packetsend', (packet) => packet.cmd === 'publish' && sent.push(seen(packet)))
subscriber.on('packetreceive', (packet) => packet.cmd === 'publish' && received.push(seen(packet)))
await subscriber.subscribeAsync(name, { qos: 1 })
const messages = []
for (let i = 0; i < 3; i++) {
  await publisher.publishAsync(name, `${i}`, { qos: 1 })
  const message = await subscriber.next()
  messages.push(`${message.topic.replace(name, 'topic')}=${message.payload}`)
}
print({ sent })
print({ received })
print({ messages })
await Promise.all([subscriber.endAsync(), publisher.endAsync()])
