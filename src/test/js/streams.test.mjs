import { afterEach, beforeEach, test } from 'node:test'
import assert from 'node:assert/strict'
import { FakeSocket, joined, record, reports, state, time, whole } from './fake.mjs'

beforeEach(time.start)
afterEach(time.stop)

const world = (value, more) => state({ world: { full: value } }, more)

test('a subscriber gets the latest at once, then what follows, until it is off', async () => {
  const { room, socket } = await joined()
  const early = record(room.states)
  assert.deepEqual(early, [])
  assert.equal(room.states.latest, undefined)
  socket.receive(whole('a'))
  const late = []
  const off = room.states.subscribe(value => late.push(value))
  assert.deepEqual(late, ['a'])
  socket.receive(world('b'))
  off()
  off()
  socket.receive(world('c'))
  assert.deepEqual(late, ['a', 'b'])
  assert.deepEqual(early, ['a', 'b', 'c'])
  assert.equal(room.states.latest, 'c')
})

test('the same function subscribed twice is two subscriptions', async () => {
  const { room, socket } = await joined()
  const values = []
  const add = value => values.push(value)
  const off = room.states.subscribe(add)
  room.states.subscribe(add)
  socket.receive(whole(1))
  off()
  socket.receive(world(2))
  assert.deepEqual(values, [1, 1, 2])
})

test('null, false, 0 and "" are values like any other', async () => {
  const { room, socket } = await joined()
  const values = record(room.states)
  socket.receive(whole(null))
  for (const value of [false, 0, '']) socket.receive(world(value))
  assert.deepEqual(values, [null, false, 0, ''])
  assert.deepEqual(record(room.states), [''])
})

test('a subscriber that throws stops neither the others nor the client, and is reported', async () => {
  const { room, socket } = await joined()
  const errors = reports()
  const bad = new Error('bad subscriber')
  const fail = () => { throw bad }
  room.states.subscribe(fail)
  room.views.hand.subscribe(fail)
  room.frames.subscribe(fail)
  room.errors.subscribe(fail)
  room.status.subscribe(fail)
  room.on('chat', fail)
  const heard = []
  room.states.subscribe(() => heard.push('state'))
  room.frames.subscribe(() => heard.push('frame'))
  room.errors.subscribe(() => heard.push('error'))
  room.on('chat', () => heard.push('chat'))
  socket.receive(
    whole(1, { views: { world: { full: 1 }, hand: { full: 1 } } }),
    { action: 'chat' },
    { action: '$error', data: { code: 'no' } },
  )
  assert.deepEqual(heard, ['state', 'frame', 'chat', 'error'])
  await time.pass(0)
  assert.deepEqual(errors, Array(6).fill(bad))
  assert.equal(room.status.latest.state, 'connected')
})

test('the report is the browser\'s own, where there is one', async () => {
  const { room } = await joined()
  const errors = []
  globalThis.reportError = error => errors.push(error)
  room.status.subscribe(() => { throw 'anything' })
  assert.deepEqual(errors, [], 'not from within the subscription')
  await time.pass(0)
  delete globalThis.reportError
  assert.deepEqual(errors, ['anything'])
})

test('a view that did not change is not told, one that is gone is told once as undefined', async () => {
  const { room, socket } = await joined()
  const worlds = record(room.states), hands = record(room.views.hand), frames = record(room.frames)
  socket.receive(whole(1, { views: { world: { full: 1 }, hand: { full: ['7H'] } } }))
  socket.receive(state({ world: { full: 2 } }))
  socket.receive(state(undefined))
  socket.receive(state({}))
  socket.receive(state({ hand: { gone: true } }))
  socket.receive(state({ hand: { gone: true } }))
  assert.deepEqual(worlds, [1, 2])
  assert.deepEqual(hands, [['7H'], undefined])
  assert.equal(room.views.hand.latest, undefined)
  assert.deepEqual(record(room.views.hand), [])
  assert.deepEqual(frames.map(frame => 'hand' in frame.views), [true, true, true, true, false, false])
})

test('a frame is all of one tick', async () => {
  const { room, socket } = await joined()
  socket.receive(whole({ x: 1 }, { tick: 7, time: 350, views: { world: { full: { x: 1 } }, hand: { full: [] } } }))
  assert.deepEqual({ ...room.frames.latest, views: { ...room.frames.latest.views } },
    { tick: 7, time: 350, input: undefined, world: { x: 1 }, views: { world: { x: 1 }, hand: [] } })
  assert.equal(room.frames.latest.world, room.states.latest)
  assert.equal(room.frames.latest.views.hand, room.views.hand.latest)
  socket.receive(state({}, { tick: 8, base: 7, input: 3 }))
  assert.equal(room.frames.latest.input, 3)
})

test('all streams of a tick change before any is told, views before the frame', async () => {
  const { room, socket } = await joined()
  const seen = []
  const look = name => () => {
    const { views, tick } = room.frames.latest
    seen.push([name, room.states.latest, room.views.hand.latest, views.hand, tick])
  }
  room.frames.subscribe(look('frame'))
  room.views.hand.subscribe(look('hand'))
  room.states.subscribe(look('world'))
  socket.receive(whole(1, { tick: 4, views: { world: { full: 1 }, hand: { full: 2 } } }))
  assert.deepEqual(seen, [['world', 1, 2, 2, 4], ['hand', 1, 2, 2, 4], ['frame', 1, 2, 2, 4]])
})

test('who subscribes to another stream of the same tick meanwhile gets it once', async () => {
  const { room, socket } = await joined()
  const hands = [], worlds = [], frames = []
  room.views.hand.latest
  room.states.subscribe(() => {
    room.states.subscribe(value => worlds.push(value))
    room.views.hand.subscribe(value => hands.push(value))
    room.views.fresh.subscribe(value => hands.push(value))
    room.frames.subscribe(({ tick }) => frames.push(tick))
  })
  socket.receive(whole(1, { tick: 3, views: { world: { full: 1 }, hand: { full: 2 }, fresh: { full: 3 } } }))
  assert.deepEqual({ worlds, hands, frames }, { worlds: [1], hands: [2, 3], frames: [3] })
})

test('who is taken off meanwhile is not told', async () => {
  const { room, socket } = await joined()
  const values = []
  let off = () => {}
  room.states.subscribe(() => off())
  off = room.states.subscribe(value => values.push(value))
  socket.receive(whole(1))
  assert.deepEqual(values, [])
})

test('closing from the status overtakes it for the others', async () => {
  const { room, socket } = await joined()
  room.status.subscribe(({ state }) => state === 'reconnecting' && room.close('enough'))
  const states = record(room.status)
  socket.end(1006)
  assert.deepEqual(states.map(({ state }) => state), ['connected', 'closed'])
  await time.pass(10_000)
  assert.equal(FakeSocket.all.length, 1)
})

test('closing from a subscriber ends the tick there', async () => {
  const { room, socket } = await joined()
  const values = []
  room.states.subscribe(() => room.close())
  room.states.subscribe(value => values.push(value))
  room.frames.subscribe(value => values.push(value))
  room.on('chat', value => values.push(value))
  socket.receive(whole(1), { action: 'chat', data: 1 })
  assert.deepEqual(values, [])
  assert.equal(room.states.latest, 1)
})

test('errors are told and not replayed', async () => {
  const { room, socket } = await joined()
  const errors = record(room.errors)
  const refusal = { code: 'not_your_turn', message: 'Wait', action: 'play', re: 3, input: 9 }
  socket.receive({ action: '$error', data: refusal })
  const [{ name, code, message, action, re, input, fatal }] = errors
  assert.deepEqual({ name, code, message, action, re, input, fatal },
    { name: 'Refused', ...refusal, fatal: false })
  assert.equal(room.errors.latest, undefined)
  assert.deepEqual(record(room.errors), [])
  assert.equal(room.status.latest.state, 'connected')
})

test('messages go to the listeners of their action, with null for no data', async () => {
  const { room, socket } = await joined()
  const heard = []
  const off = room.on('chat', (data, message) => heard.push([data, message]))
  room.on('chat', data => heard.push(data))
  room.on('__proto__', data => heard.push(data))
  room.on('toString', data => heard.push(data))
  const chat = { action: 'chat', data: { text: 'hi' } }
  socket.receive(chat, { action: 'other' }, { action: 'constructor' }, { action: 'hasOwnProperty' })
  assert.deepEqual(heard, [[chat.data, chat], chat.data])
  off()
  socket.receive({ action: 'chat' }, { action: '__proto__', data: 1 }, { action: 'toString', data: 2 })
  assert.deepEqual(heard.slice(2), [null, 1, 2])
})

test('a move is told', async () => {
  const { room, socket } = await joined()
  const moves = []
  room.on('$move', (data, message) => moves.push([data, message.action]))
  const data = { game: 'tag', room: 'r2', ticket: 't' }
  socket.receive({ action: '$move', data })
  assert.deepEqual(moves, [[data, '$move']])
})

test('views are made on demand, the same each time', async () => {
  const { room, socket } = await joined()
  socket.receive(whole(1, { views: { world: { full: 1 }, toString: { full: 2 }, then: { full: 3 } } }))
  assert.equal(room.views.world, room.states)
  assert.equal(room.views.hand, room.views.hand)
  assert.notEqual(room.views.hand, room.views.area)
  assert.equal(room.views.toString.latest, 2)
  assert.equal(room.views.valueOf.latest, undefined)
  for (const name of ['__proto__', 'constructor', 'prototype', 'then', Symbol.iterator]) {
    assert.equal(room.views[name], undefined)
  }
  assert.equal(await room.views, room.views)
  assert.throws(() => { room.views.hand = 1 }, TypeError)
  assert.throws(() => { room.views.__proto__ = {} }, TypeError)
})

// for await

/** Lets a loop run until it waits. */
const idle = () => time.pass(0)

const looped = (stream, each = () => {}) => {
  const seen = []
  const loop = (async () => {
    for await (const value of stream) {
      seen.push(value)
      if (await each(value)) break
    }
    seen.push('done')
  })()
  return { seen, loop }
}

test('a loop sees the latest, and the latest only', async () => {
  const { room, socket } = await joined()
  let slow
  socket.receive(whole('a'))
  const { seen } = looped(room.states, () => new Promise(resolve => { slow = resolve }))
  await idle()
  assert.deepEqual(seen, ['a'])
  for (const value of 'bcd') socket.receive(world(value))
  slow()
  await idle()
  assert.deepEqual(seen, ['a', 'd'])
  slow()
  await idle()
  assert.deepEqual(seen, ['a', 'd'], 'nothing twice')
  socket.receive(world('e'))
  await idle()
  assert.deepEqual(seen, ['a', 'd', 'e'])
})

test('a loop outlives a reconnect and ends when the room is closed for good, after the last value', async () => {
  const { room, socket } = await joined()
  const states = looped(room.states), status = looped(room.status), events = looped(room.errors)
  socket.receive(whole(1))
  await idle()
  socket.end(1006)
  await idle()
  assert.deepEqual(states.seen, [1])
  room.close()
  await Promise.all([states.loop, status.loop, events.loop])
  assert.deepEqual(states.seen, [1, 'done'])
  assert.deepEqual(status.seen.map(({ state }) => state), ['connected', 'reconnecting', 'closed', undefined])
  assert.deepEqual(events.seen, ['done'])
})

test('what a loop has not seen when the room closes, it still sees', async () => {
  const { room, socket } = await joined()
  let slow
  socket.receive(whole(1))
  const { seen, loop } = looped(room.states, () => new Promise(resolve => { slow = resolve }))
  await idle()
  socket.receive(world(2))
  room.close()
  slow()
  await idle()
  slow()
  await loop
  assert.deepEqual(seen, [1, 2, 'done'])
})

test('breaking out of a loop unsubscribes', async () => {
  const { room, socket } = await joined()
  const { seen, loop } = looped(room.states, value => value === 2)
  socket.receive(whole(1))
  await idle()
  socket.receive(world(2))
  await loop
  socket.receive(world(3))
  assert.deepEqual(seen, [1, 2, 'done'])
})

test('return() ends a next() that waits, and every later one', async () => {
  const { room, socket } = await joined()
  const values = room.states[Symbol.asyncIterator]()
  const first = values.next(), second = values.next()
  assert.deepEqual(await values.return('x'), { done: true, value: 'x' })
  const end = { done: true, value: undefined }
  assert.deepEqual([await first, await second, await values.next()], [end, end, end])
  socket.receive(whole(1))
  assert.deepEqual(await values.next(), end)
  assert.equal(values[Symbol.asyncIterator](), values)
})

test('return() forgets what was not asked for yet', async () => {
  const { room, socket } = await joined()
  socket.receive(whole(1))
  const values = room.states[Symbol.asyncIterator]()
  await values.return()
  assert.deepEqual(await values.next(), { done: true, value: undefined })
})

test('next() called ahead gets one value each, in order', async () => {
  const { room, socket } = await joined()
  const values = room.states[Symbol.asyncIterator]()
  const ahead = [values.next(), values.next()]
  socket.receive(whole(1))
  await idle()
  socket.receive(world(2))
  assert.deepEqual((await Promise.all(ahead)).map(({ value }) => value), [1, 2])
})

test('a closed room still has its latest, and loops over it end', async () => {
  const { room, socket } = await joined()
  socket.receive(whole(1, { views: { world: { full: 1 }, hand: { full: 2 } } }))
  room.close()
  const { hand, no } = room.views
  for (const [stream, expected] of [[room.states, [1, 'done']], [hand, [2, 'done']], [no, ['done']]]) {
    const { seen, loop } = looped(stream)
    await loop
    assert.deepEqual(seen, expected)
  }
  assert.deepEqual(record(room.states), [1])
  assert.equal(typeof room.on('chat', () => {}), 'function')
})
