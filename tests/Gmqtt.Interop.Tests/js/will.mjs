// The will of who is cut off is published, the will of who says goodbye is not.
import { cut, name, open, print } from './client.mjs'

const will = (payload) => ({ will: { topic: name, payload, qos: 2, retain: false } })
const witness = await open('witness')
await witness.subscribeAsync(name, { qos: 2 })

const polite = await open('polite', will('of the polite'))
await polite.endAsync()
await cut(await open('unlucky', will('of the unlucky')))
print(await witness.next())
await witness.endAsync()
