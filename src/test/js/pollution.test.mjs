// Members named __proto__, constructor or prototype are not there, wherever a server puts them and however it
// writes them.

import { afterEach, beforeEach, test } from 'node:test'
import assert from 'node:assert/strict'
import { encode, stateRecord, viewRecord } from './cbor.mjs'
import { joined, record, time } from './fake.mjs'
import { tableEncoder } from './tables.mjs'

beforeEach(time.start)
afterEach(() => {
  time.stop()
  const clean = Object.getOwnPropertyNames(Object.prototype).filter(name => /polluted/.test(name))
  assert.deepEqual(clean, [])
  assert.equal({}.polluted, undefined)
  assert.equal(Object.getPrototypeOf({}).constructor, Object)
})

/** As text, since an object literal cannot say it. */
const state = (views, { tick = 1, base = 0 } = {}) =>
  `{"action":"$state","data":{"tick":${tick},"time":1,"base":${base},"views":${views}}}`

const assertClean = value => {
  if (typeof value !== 'object' || value === null) return
  assert([Object.prototype, Array.prototype, null].includes(Object.getPrototypeOf(value)))
  for (const name of Reflect.ownKeys(value)) {
    assert(!['__proto__', 'constructor', 'prototype'].includes(name), name)
    assertClean(value[name])
  }
}

const P = '{"polluted":1}'
for (const [what, full] of [
  ['__proto__', `{"__proto__":${P},"a":1}`],
  ['constructor', `{"constructor":{"prototype":${P}},"a":1}`],
  ['prototype', `{"prototype":${P},"a":1}`],
  ['an escaped underscore', `{"\\u005f_proto__":${P},"a":1}`],
  ['an underscore with a capital', `{"_\\u005Fproto__":${P},"a":1}`],
  ['an escaped letter', `{"__pr\\u006fto__":${P},"a":1}`],
  ['escapes only', `{"\\u0063\\u006f\\u006e\\u0073\\u0074\\u0072\\u0075\\u0063\\u0074\\u006f\\u0072":${P},"a":1}`],
  ['an escaped p', `{"\\u0070rototype":${P},"a":1}`],
  ['one within one', `{"__proto__":{"__proto__":${P}},"a":1}`],
  ['the same twice', `{"__proto__":1,"__proto__":${P},"a":1}`],
  ['null', '{"__proto__":null,"a":1}'],
]) {
  test(`in a value: ${what}`, async () => {
    const { room, socket } = await joined()
    socket.text(state(`{"world":{"full":${full}}}`))
    assert.deepEqual(room.states.latest, { a: 1 })
    assert.equal(room.states.latest.polluted, undefined)
    assertClean(room.frames.latest)
  })
}

for (const [what, patch, after = '{"a":{"b":1}}'] of [
  ['set', `{"set":{"__proto__":${P}}}`],
  ['set of constructor', `{"set":{"constructor":{"prototype":${P}}}}`],
  ['in', `{"in":{"__proto__":{"set":${P}}}}`],
  ['in, escaped', `{"in":{"__prot\\u006f__":{"set":${P}}}}`],
  ['in constructor.prototype', `{"in":{"constructor":{"in":{"prototype":{"set":${P}}}}}}`],
  ['del', '{"del":["__proto__","constructor","prototype"]}'],
  ['del, escaped', '{"del":["\\u005f\\u005fproto__"]}'],
  ['further down', `{"in":{"a":{"set":{"__proto__":${P}},"in":{"__proto__":{"set":${P}}},"del":["__proto__"]}}}`],
  ['within a whole value', `{"set":{"c":{"__proto__":${P}}}}`, '{"a":{"b":1},"c":{}}'],
  ['in an array', `{"set":{"c":[{"__proto__":${P}},{"constructor":1}]}}`, '{"a":{"b":1},"c":[{},{}]}'],
  ['the patch itself', `{"__proto__":{"set":${P},"del":["a"]}}`],
]) {
  test(`in a patch: ${what}`, async () => {
    const { room, socket } = await joined()
    socket.text(state('{"world":{"full":{"a":{"b":1}}}}'))
    socket.take()
    socket.text(state(`{"world":{"patch":${patch}}}`, { tick: 2, base: 1 }))
    assert.equal(room.frames.latest.tick, 2)
    assert.equal(JSON.stringify(room.states.latest), after)
    assert.equal(room.states.latest.polluted, undefined)
    assert.equal(room.states.latest.a.polluted, undefined)
    assertClean(room.frames.latest)
    assert.deepEqual(socket.take().flat().filter(({ action }) => action === '$resync'), [])
  })
}

test('in an array that is patched', async () => {
  const { room, socket } = await joined()
  socket.text(state('{"world":{"full":[1]}}'))
  const patch = `{"set":{"__proto__":${P}},"in":{"__proto__":{"set":${P}}}}`
  socket.text(state(`{"world":{"patch":${patch}}}`, { tick: 2, base: 1 }))
  assert.deepEqual(room.states.latest, [1])
  assert.equal([].polluted, undefined)
  assertClean(room.states.latest)
})

for (const name of ['__proto__', 'constructor', 'prototype', '__pr\\u006fto__']) {
  test(`as the name of a view: ${name}`, async () => {
    const { room, socket } = await joined()
    socket.text(state(`{"world":{"full":1},"${name}":{"full":${P}}}`))
    socket.text(state(`{"${name}":{"patch":{"set":${P}}}}`, { tick: 2, base: 1 }))
    socket.text(state(`{"${name}":{"gone":true}}`, { tick: 3, base: 2 }))
    assert.equal(room.frames.latest.tick, 3)
    assert.deepEqual(Reflect.ownKeys(room.frames.latest.views), ['world'])
    assert.equal(room.frames.latest.views.polluted, undefined)
    assert.equal(room.frames.latest.polluted, undefined)
  })
}

test('in messages, errors and the envelope', async () => {
  const { room, socket } = await joined()
  const chats = [], errors = record(room.errors)
  room.on('chat', (...args) => chats.push(args))
  socket.text(`{"action":"chat","data":{"text":"the constructor of __proto__","__proto__":${P}},"__proto__":${P}}`)
  socket.text(`[{"action":"$error","data":{"code":"no","__proto__":{"fatal":true,"message":"polluted"}}}]`)
  assert.deepEqual(chats, [[
    { text: 'the constructor of __proto__' },
    { action: 'chat', data: { text: 'the constructor of __proto__' } },
  ]])
  assertClean(chats)
  assert.equal(errors[0].fatal, false)
  assert.equal(errors[0].message, 'no')
})

test('texts that only look like it are left alone, with all their escapes', async () => {
  const { room, socket } = await joined()
  const world = {
    list: ['__proto__', 'constructor', '\\u005f', 'a\\', '\u2028"\n', 'prototype'],
    _constructor: 1, Constructor: 2, '__proto': 3, 'a.prototype': 4, nested: [null, { deep: [null, 'constructor'] }],
  }
  socket.text(state(`{"world":{"full":${JSON.stringify(world).replace('"nested"', '"n\\u0065sted"')}}}`))
  assert.deepEqual(room.states.latest, world)
})

// The same over cbor, where a name may come as the key of a map or of a view, and in a schema.

const binary = async (views = [{ name: 'world', schema: null }]) => {
  const { room, socket } = await joined({ codec: 'cbor' }, { views })
  let tick = 0
  const state = (sections, announced = []) => {
    const record = stateRecord({ tick: ++tick, base: tick - 1, time: 1 }, sections)
    socket.text(new Uint8Array([...announced, ...record]).buffer)
  }
  return { room, socket, state }
}
const poisoned = name => new Map([[name, { polluted: 1 }], ['a', 1]])

for (const name of ['__proto__', 'constructor', 'prototype']) {
  test(`cbor: ${name} in values and patches`, async () => {
    const { room, state } = await binary()
    state([[0, 1, encode(poisoned(name))]])
    assert.deepEqual(room.states.latest, { a: 1 })
    state([[0, 2, encode(new Map([[0, poisoned(name)], [1, [name]], [2, new Map([[name, new Map([[0, { polluted: 1 }]])]])]]))]])
    assert.equal(room.frames.latest.tick, 2)
    assert.deepEqual(room.states.latest, { a: 1 })
    assertClean(room.frames.latest)
  })

  test(`cbor: ${name} as the name and as the key of a view`, async () => {
    const { room, state } = await binary()
    const announced = [
      ...viewRecord(1, { name, schema: null }), ...viewRecord(2, { name: 'area', key: name, schema: null }),
      ...viewRecord(3, { name: 'area', key: 'b', schema: null }),
    ]
    state([[0, 1, encode(1)], [1, 1, encode({ polluted: 1 })], [2, 1, encode({ polluted: 1 })], [3, 1, encode(2)]], announced)
    assert.deepEqual({ ...room.frames.latest.views }, { world: 1, area: { b: 2 } })
    assertClean(room.frames.latest)
  })

  test(`cbor: ${name} as the key of a row is not there, as that of a column does not fit`, async () => {
    const schema = column => [
      { at: [], rows: 'one', columns: [] }, { at: ['m'], rows: 'map', columns: [{ at: [column], type: 'any' }] },
    ]
    const rows = Object.fromEntries([[name, { polluted: 1 }], ['b', { polluted: 2 }]])
    const { room, state } = await binary([{ name: 'world', schema: schema('polluted') }])
    state([[0, 3, tableEncoder(schema('polluted'))({ m: rows })]])
    assert.deepEqual(room.states.latest, { m: { b: { polluted: 2 } } })
    assertClean(room.frames.latest)
    const other = await binary([{ name: 'world', schema: schema(name) }])
    other.state([[0, 3, tableEncoder(schema(name))({ m: { b: Object.fromEntries([[name, { polluted: 1 }]]) } })]])
    assert.deepEqual(other.socket.take().flat(), [{ action: '$resync' }])
    assert.equal(other.room.frames.latest, undefined)
  })
}
