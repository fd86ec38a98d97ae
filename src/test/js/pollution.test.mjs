// Members named __proto__, constructor or prototype are not there, wherever a server puts them and however it
// writes them.

import { afterEach, beforeEach, test } from 'node:test'
import assert from 'node:assert/strict'
import { joined, record, time } from './fake.mjs'

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
