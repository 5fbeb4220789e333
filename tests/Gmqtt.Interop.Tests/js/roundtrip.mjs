// Each QoS from one client to another, and back to itself.
import { name, open, print } from './client.mjs'

const subscriber = await open('sub')
const publisher = await open('pub')
const granted = await subscriber.subscribeAsync(`${name}/+`, { qos: 2 })
print({ granted: granted.map((grant) => grant.qos) })
for (const qos of [0, 1, 2]) {
  await publisher.publishAsync(`${name}/${qos}`, `grüße ${qos}`, { qos })
  const message = await subscriber.next()
  print({ ...message, topic: message.topic.replace(name, 'topic') })
}
await Promise.all([subscriber.endAsync(), publisher.endAsync()])
