import { afterEach, beforeEach, test } from 'node:test'
import assert from 'node:assert/strict'
import { joined, record, state, time, whole } from './fake.mjs'

beforeEach(time.start)
afterEach(time.stop)

const patch = (value, more) => state({ world: { patch: value } }, more)

for (const [what, before, change, after] of [
  ['set puts new and old members', { a: 1 }, { set: { a: 2, b: [3] } }, { a: 2, b: [3] }],
  ['null is an ordinary value', { a: 1 }, { set: { a: null, b: null } }, { a: null, b: null }],
  ['del removes', { a: 1, b: null }, { del: ['b'] }, { a: 1 }],
  ['in descends', { a: { b: { c: 1 } } }, { in: { a: { in: { b: { set: { c: 2 } } } } } }, { a: { b: { c: 2 } } }],
  ['del goes before set', { a: 1 }, { set: { a: 2 }, del: ['a'] }, { a: 2 }],
  ['set goes before in', {}, { in: { a: { set: { b: 2 } } }, set: { a: { b: 1 } } }, { a: { b: 2 } }],
  ['an empty patch changes nothing', { a: 1 }, {}, { a: 1 }],
  ['a kind changes by set', { a: {} }, { set: { a: [] } }, { a: [] }],
  ['members may be called like those of every object', {}, { set: { toString: 1, hasOwnProperty: 2, length: 3 } },
    { toString: 1, hasOwnProperty: 2, length: 3 }],
  ['the empty name is a name', { '': 1 }, { del: [''] }, {}],
  ['an object may have indexes', { 0: 'a' }, { set: { 1: 'b', '01': 'c' } }, { 0: 'a', 1: 'b', '01': 'c' }],
  ['the example of the protocol', { runners: { p1: { x: 3, y: 1 }, p9: {} } },
    { in: { runners: { del: ['p9'], in: { p1: { set: { x: 3.5 } } } } } }, { runners: { p1: { x: 3.5, y: 1 } } }],
  ['an array is set by index', [1, 2, 3], { set: { 0: 9, 2: 7 } }, [9, 2, 7]],
  ['an array is cut', [1, 2, 3], { len: 1 }, [1]],
  ['an array is emptied', [1, 2, 3], { len: 0 }, []],
  ['an array grows with null', [1], { len: 3 }, [1, null, null]],
  ['len goes before set', [1], { set: { 2: 3 }, len: 3 }, [1, null, 3]],
  ['set goes before in, in arrays too', [1],
    { len: 2, in: { 1: { set: { a: 2 } } }, set: { 1: { a: 1 } } }, [1, { a: 2 }]],
  ['in descends into arrays', [[1], { a: 1 }], { in: { 0: { set: { 0: 2 } }, 1: { del: ['a'] } } }, [[2], {}]],
  ['the same length changes nothing', [1, 2], { len: 2 }, [1, 2]],
  ['members of a patch that we do not know are ignored', { a: 1 }, { later: 1, set: { a: 2 } }, { a: 2 }],
]) {
  test(what, async () => {
    const { room, socket } = await joined()
    socket.receive(whole(before))
    socket.receive(patch(change))
    assert.deepEqual(room.states.latest, after)
    if (Array.isArray(after)) for (const index of after.keys()) assert(index in room.states.latest, 'no holes')
    assert.deepEqual(socket.take().flat().filter(({ action }) => action === '$resync'), [])
  })
}

for (const [what, before, change] of [
  ['del of an absent member', { a: 1 }, { del: ['b'] }],
  ['del of an inherited member', { a: 1 }, { del: ['toString'] }],
  ['in of an absent member', { a: 1 }, { in: { b: {} } }],
  ['in of an inherited member', { a: 1 }, { in: { toString: { set: { x: 1 } } } }],
  ['in of a scalar', { a: 1 }, { in: { a: { set: { x: 1 } } } }],
  ['in of null', { a: null }, { in: { a: {} } }],
  ['in of a text', { a: 'text' }, { in: { a: { set: { 0: 'T' } } } }],
  ['a member deleted and descended into', { a: {} }, { del: ['a'], in: { a: {} } }],
  ['an index that is the length', [1], { set: { 1: 2 } }],
  ['an index beyond the length', [1], { set: { 7: 2 } }],
  ['an index beyond the new length', [1, 2, 3], { len: 1, set: { 1: 2 } }],
  ['in beyond the length', [{}], { in: { 1: {} } }],
  ['a negative index', [1], { set: { '-1': 2 } }],
  ['an index that is not canonical', [1, 2], { set: { '01': 2 } }],
  ['an index with a fraction', [1, 2], { set: { '0.5': 2 } }],
  ['the length of an array as its member', [1, 2], { set: { length: 0 } }],
  ['the length of an array to descend into', [1, 2], { in: { length: {} } }],
  ['a name in an array', [1], { set: { name: 2 } }],
  ['a method of arrays', [1], { set: { push: 2 } }],
  ['del in an array', [1], { del: ['0'] }],
  ['len of an object', { a: 1 }, { len: 0 }],
  ['a length below 0', [1], { len: -1 }],
  ['a length with a fraction', [1], { len: 0.5 }],
  ['a length beyond all arrays', [1], { len: 2 ** 32 }],
  ['a patch of a scalar', 7, { set: { a: 1 } }],
  ['a patch of null', null, {}],
  ['a patch of a text', 'text', { set: { 0: 'T' } }],
  ['a patch that is null', {}, null],
  ['a patch within that is null', { a: {} }, { in: { a: null } }],
  ['a null where members belong', {}, { set: null }],
]) {
  test(`does not fit: ${what}`, async () => {
    const { room, socket } = await joined()
    socket.receive(whole(before))
    const worlds = record(room.states), frames = record(room.frames)
    socket.take()
    socket.receive(patch(change), { action: '$pong', data: { t: 1, time: 1 } })
    assert.deepEqual(socket.take().flat(), [{ action: '$resync' }])
    assert.deepEqual(worlds, [before], 'nothing of it is told')
    assert.equal(frames.length, 1)
    socket.receive(whole('again'))
    assert.equal(room.states.latest, 'again')
    assert.equal(room.status.latest.state, 'connected')
  })
}

for (const [what, views] of [
  ['a patch of a view that we do not hold', { hand: { patch: { set: { a: 1 } } } }],
  ['a patch of a view called like a member of objects', { toString: { patch: { set: { a: 1 } } } }],
  ['a section that is none of the three', { world: { table: 'AAAA' } }],
  ['a section that is null', { world: null }],
  ['a section that is a text', { world: 'full' }],
  ['gone that is not true', { world: { gone: false } }],
]) {
  test(`does not fit: ${what}`, async () => {
    const { room, socket } = await joined()
    socket.receive(whole(1))
    socket.take()
    socket.receive(state(views))
    assert.deepEqual(socket.take().flat(), [{ action: '$resync' }])
    assert.equal(room.frames.latest.tick, 1)
  })
}

test('one bad view spoils the whole tick', async () => {
  const { room, socket } = await joined()
  socket.receive(whole({ a: 1 }))
  const frames = record(room.frames)
  socket.receive(state({ world: { patch: { set: { a: 2 } } }, hand: { patch: {} } }))
  assert.deepEqual(room.states.latest, { a: 1 })
  assert.equal(frames.length, 1)
})

test('another base: one resync, and nothing until a complete state', async () => {
  const { room, socket } = await joined()
  const frames = record(room.frames)
  const state = (tick, base, views = {}) =>
    socket.receive({ action: '$state', data: { tick, time: tick, base, views } })
  state(5, 4)
  assert.deepEqual(socket.take().flat(), [{ action: '$resync' }], 'nothing was ever applied')
  state(10, 0, { world: { full: { a: 1 } } })
  state(11, 9, { world: { full: 2 } })
  state(12, 11)
  state(13, 10, { world: { patch: { set: { a: 2 } } } })
  state(14, 13)
  assert.deepEqual(socket.take().flat().filter(({ action }) => action !== '$ack'), [{ action: '$resync' }])
  assert.deepEqual(frames.map(({ tick }) => tick), [10])
  state(15, 0, { world: { full: 3 } })
  state(20, 15)
  assert.deepEqual(frames.map(({ tick }) => tick), [10, 15, 20])
  state(21)
  assert.equal(socket.take().flat().filter(({ action }) => action === '$resync').length, 1, 'no base is another base')
})

test('a complete state that does not fit asks again', async () => {
  const { room, socket } = await joined()
  for (let i = 0; i < 2; i++) socket.receive(state({ world: { patch: {} } }, { base: 0 }))
  assert.deepEqual(socket.take().flat(), [{ action: '$resync' }, { action: '$resync' }])
  assert.equal(room.frames.latest, undefined)
})

test('what was ignored is not acknowledged', async () => {
  const { socket } = await joined()
  socket.receive(whole(1))
  socket.take()
  await time.pass(200)
  socket.receive(state({ hand: { patch: {} } }))
  socket.receive(state({}))
  await time.pass(200)
  assert.deepEqual(socket.take().flat(), [{ action: '$resync' }])
})

test('a complete state replaces everything: a view that it does not name is gone', async () => {
  const { room, socket } = await joined()
  const hands = record(room.views.hand)
  socket.receive(whole(1, { views: { world: { full: 1 }, hand: { full: 2 } } }))
  socket.receive(whole(3))
  assert.deepEqual({ ...room.frames.latest.views }, { world: 3 })
  assert.deepEqual(hands, [2, undefined])
  socket.receive(state(undefined, { base: 0 }))
  assert.deepEqual({ ...room.frames.latest.views }, {})
  assert.equal(room.states.latest, undefined)
})

test('full false and full null are full', async () => {
  const { room, socket } = await joined()
  socket.receive(whole(1))
  socket.receive(state({ world: { full: null } }))
  assert.equal(room.states.latest, null)
  socket.receive(state({ world: { full: false } }))
  assert.equal(room.states.latest, false)
})

test('the previous state stays as it was and shares what did not change', async () => {
  const { room, socket } = await joined()
  const first = { runners: { p1: { x: 1 }, p2: { x: 2 } }, walls: [[1], [2]], score: { red: 0 } }
  const copy = structuredClone(first)
  socket.receive(whole(first))
  const before = room.states.latest
  socket.receive(patch({ in: { runners: { in: { p1: { set: { x: 5 } } } }, walls: { in: { 0: { len: 2 } } } } }))
  const after = room.states.latest
  assert.deepEqual(before, copy)
  assert.notEqual(after, before)
  assert.notEqual(after.runners, before.runners)
  assert.notEqual(after.runners.p1, before.runners.p1)
  assert.equal(after.runners.p2, before.runners.p2)
  assert.notEqual(after.walls[0], before.walls[0])
  assert.equal(after.walls[1], before.walls[1])
  assert.equal(after.score, before.score)
})

test('a patch nested deeper than the stack is asked for again, not died of', async () => {
  const { room, socket } = await joined()
  const nested = (open, inner, close) => open.repeat(100_000) + inner + close.repeat(100_000)
  const state = (tick, base, world) =>
    socket.text(`{"action":"$state","data":{"tick":${tick},"time":1,"base":${base},"views":{"world":${world}}}}`)
  state(1, 0, `{"full":${nested('{"a":', '{}', '}')}}`)
  socket.take()
  state(2, 1, `{"patch":${nested('{"in":{"a":', '{"set":{"b":1}}', '}}')}}`)
  assert.deepEqual(socket.take().flat(), [{ action: '$resync' }])
  assert.equal(room.frames.latest.tick, 1)
  assert.equal(room.status.latest.state, 'connected')
})
