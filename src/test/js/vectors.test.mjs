// The golden vectors, which the JVM's replica is tested with too.

import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, test } from 'node:test'
import assert from 'node:assert/strict'
import { joined, time } from './fake.mjs'

beforeEach(time.start)
afterEach(time.stop)

const vectors = JSON.parse(readFileSync(new URL('../resources/vectors/json-state.json', import.meta.url), 'utf8'))

// No server of the protocol makes these. The client is small: it leaves with 4011 where a tick is none, and takes a patch
// of the wrong kind for an empty one.
const MADE_BY_NOBODY = new RegExp([
  'a tick that does not increase', 'the tick .*', 'a record without a tick', 'the length ("1"|null|1000001)',
  'a patch that is (\\[\\]|1|"set"|true)', 'the patch \\{("del": "a"|"set": \\["a"\\]|"in": (\\[\\]|\\{"a": 1\\}))\\}',
  'views that are no object',
].map(name => `^${name} misfits?$`).join('|'))

test('most vectors are for all clients', () => {
  assert.equal(vectors.filter(({ name }) => MADE_BY_NOBODY.test(name)).length, 18)
})

for (const { name, records, worlds, misfit = -1 } of vectors) {
  if (MADE_BY_NOBODY.test(name)) continue
  test(name, async () => {
    const { room, socket } = await joined()
    for (const [i, record] of records.entries()) {
      socket.receive({ action: '$state', data: record })
      const asked = socket.take().flat().filter(({ action }) => action === '$resync').length
      assert.equal(asked, i === misfit ? 1 : 0, `after record ${i}`)
      assert.deepEqual({ ...room.frames.latest?.views }, worlds[i], `after record ${i}`)
    }
  })
}
