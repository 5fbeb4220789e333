// A retained message is there for who comes later, until it is cleared.
import { name, open, print } from './client.mjs'

const publisher = await open('pub')
await publisher.publishAsync(name, 'kept', { qos: 1, retain: true })

const late = await open('late')
await late.subscribeAsync(name, { qos: 1 })
print(await late.next())

await publisher.publishAsync(name, '', { qos: 1, retain: true })
const later = await open('later')
await later.subscribeAsync(name, { qos: 1 })
await publisher.publishAsync(name, 'live', { qos: 1 })
print(await later.next())
await Promise.all([publisher.endAsync(), late.endAsync(), later.endAsync()])
