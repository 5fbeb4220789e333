// Every message reaches exactly one of three.
import { name, open, print } from './client.mjs'

const count = 60
const members = await Promise.all([0, 1, 2].map((i) => open(`member-${i}`)))
for (const member of members) await member.subscribeAsync([`$share/group/${name}`, `${name}/end`], { qos: 1 })

const publisher = await open('pub')
for (let i = 0; i < count; i++) await publisher.publishAsync(name, `${i}`, { qos: 1 })
await publisher.publishAsync(`${name}/end`, 'end', { qos: 1 })

for (const member of members) {
  const numbers = []
  for (let message = await member.next(); message.payload !== 'end'; message = await member.next()) numbers.push(Number(message.payload))
  print(numbers)
}
await Promise.all([...members, publisher].map((client) => client.endAsync()))
