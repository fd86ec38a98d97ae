// The golden vectors, which the JVM's replica is tested with too.

import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, test } from 'node:test'
import assert from 'node:assert/strict'
import { joined, time } from './fake.mjs'

beforeEach(time.start)
afterEach(time.stop)

const read = name => JSON.parse(readFileSync(new URL(`../resources/vectors/${name}.json`, import.meta.url), 'utf8'))
const vectors = read('json-state')

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

// JSON has no −0, which is the snapshot that is sent.
for (const { value, hex } of read('cbor-values').filter(({ value }) => !Object.is(value, -0))) {
  test(`cbor-values: ${hex.slice(0, 40)}`, async () => {
    const { room, socket } = await joined({ codec: 'cbor' })
    const got = []
    room.on('a', data => got.push(data))
    const body = Buffer.from(`826161${hex}`, 'hex'), length = body.length < 128 ? [body.length]
      : [body.length % 128 + 128, body.length >> 7]
    const bytes = Buffer.from([1, ...length, ...body])
    room.send('a', value)
    assert.equal(Buffer.from(socket.sent.at(-1)).toString('hex'), bytes.toString('hex'))
    socket.text(new Uint8Array(bytes).buffer)
    assert.deepEqual(got, [value])
  })
}

// One bad record closes the connection, as a number of a reliable message does that is not the next, or was never sent.
// It closes for an ask without a number too, when it is to answer it.
const NOT_NEXT = /^(a reliable message|an ask that is an input|an acknowledgement of both|ask without seq)$/

for (const { name, actions, hex, records } of read('cbor-messages')) {
  if (records.some(({ bytes }) => bytes)) continue
  test(`cbor-messages: ${name}`, async () => {
    const { room, socket } = await joined({ codec: 'cbor', reconnect: false }, { actions })
    const got = [], messages = records.filter(({ action, malformed }) => malformed || action && action[0] !== '$')
    for (const action of new Set(messages.map(({ action }) => action ?? ''))) {
      room.on(action, data => got.push({ action, data }))
    }
    socket.text(new Uint8Array(Buffer.from(hex, 'hex')).buffer)
    if (NOT_NEXT.test(name) || messages.some(({ malformed }) => malformed)) {
      assert.equal(room.status.latest.code, 4011)
    } else {
      assert.equal(room.status.latest.state, 'connected')
      assert.deepEqual(got, messages.map(({ action, data }) => ({ action, data })))
    }
  })
}

// It leaves too where sections do not end in their record, and takes of two members of a name the later, of integers texts.
const MALFORMED = new RegExp([
  'a section that is longer than the record', 'a section without a length', 'a name that is an integer', 'a member twice',
].map(name => `^${name} misfits$`).join('|'))

/** The vectors have a view for each key, as the wire has. */
const together = world => {
  const views = {}
  for (const [path, value] of Object.entries(world ?? {})) {
    const [name, key] = path.split('/')
    if (key === undefined) views[name] = value
    else (views[name] ??= {})[key] = value
  }
  return views
}

for (const file of ['cbor-state', 'cbor-tables']) {
  for (const { name, views, messages, worlds, misfit = -1 } of read(file)) {
    if (MADE_BY_NOBODY.test(name) || MALFORMED.test(name)) continue
    test(`${file}: ${name}`, async () => {
      const described = views.map(view => typeof view === 'string' ? { name: view, schema: null } : view)
      const { room, socket } = await joined({ codec: 'cbor' }, { views: described })
      for (const [i, message] of messages.entries()) {
        socket.text(new Uint8Array(Buffer.from(message, 'hex')).buffer)
        const asked = socket.take().flat().filter(({ action }) => action === '$resync').length
        assert.equal(asked, i === misfit ? 1 : 0, `after message ${i}`)
        assert.deepEqual({ ...room.frames.latest?.views }, together(worlds[i]), `after message ${i}`)
      }
    })
  }
}
