import { afterEach, beforeEach, test } from 'node:test'
import assert from 'node:assert/strict'
import { FakeSocket, joined, record, rejoined, state, time, welcome, whole } from './fake.mjs'

beforeEach(time.start)
afterEach(() => {
  time.stop()
  for (const name of ['addEventListener', 'removeEventListener', 'document']) delete globalThis[name]
})

const FINAL = [1000, 1002, 1003, 1007, 1008, 1009, 4001, 4003, 4004, 4005, 4006, 4009, 4010, 4011]

for (const code of FINAL) {
  test(`after ${code} nobody comes back`, async () => {
    const { room, socket } = await joined()
    socket.end(code, 'why')
    assert.deepEqual(room.status.latest, { state: 'closed', code, reason: 'why' })
    await time.pass(10_000)
    assert.equal(FakeSocket.all.length, 1)
  })
}

for (const code of [1001, 1005, 1006, 1010, 1011, 1012, 1013, 1014, 1015, 3000, 4000, 4002, 4007, 4008, 4012, 4999]) {
  test(`after ${code} one comes back`, async () => {
    time.random = () => 0.5
    const { room, socket } = await joined()
    socket.end(code, 'why')
    assert.deepEqual(room.status.latest, { state: 'reconnecting', attempt: 1, in: 125, code, reason: 'why' })
    await time.pass(124)
    assert.equal(FakeSocket.all.length, 1)
    await time.pass(1)
    assert.equal(FakeSocket.all.length, 2)
    assert.deepEqual(room.status.latest, { state: 'connecting', attempt: 1 })
  })
}

for (const [what, random] of [['none of', 0], ['a quarter of', 0.25], ['almost all of', 1 - 2 ** -53]]) {
  test(`the delay is ${what} 250 ms, doubling to 8 s`, async () => {
    time.random = () => random
    const { room, socket } = await joined()
    const delays = []
    room.status.subscribe(status => status.state === 'reconnecting' && delays.push(status))
    socket.end(1006)
    for (let i = 1; i <= 9; i++) {
      await time.pass(8000)
      assert.equal(FakeSocket.all.length, 1 + i)
      FakeSocket.last.end(1006)
    }
    assert.deepEqual(delays.map(({ attempt }) => attempt), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    assert.deepEqual(delays.map(status => status.in),
      [250, 500, 1000, 2000, 4000, 8000, 8000, 8000, 8000, 8000].map(ms => ms * random))
  })
}

test('the delays are spread over the whole range', async () => {
  let seed = 7
  time.random = () => (seed = seed * 48_271 % 2_147_483_647) / 2_147_483_647
  const { room, socket } = await joined()
  const delays = []
  room.status.subscribe(status => status.state === 'reconnecting' && delays.push(status.in))
  socket.end(1006)
  for (let i = 0; i < 60; i++) {
    await time.pass(8000)
    FakeSocket.last.end(1006)
  }
  const late = delays.slice(5)
  assert(late.every(delay => delay >= 0 && delay < 8000))
  assert(late.some(delay => delay < 2000) && late.some(delay => delay > 6000), delays.join())
})

test('after thousands of attempts the delay is still at most 8 s', async () => {
  time.random = () => 0
  const { room, socket } = await joined()
  socket.end(1006)
  for (let i = 0; i < 1100; i++) {
    await time.pass(1)
    FakeSocket.last.end(1006)
  }
  time.random = () => 0.5
  await time.pass(1)
  FakeSocket.last.end(1006)
  assert.equal(room.status.latest.in, 4000)
})

test('a connection that held 5 s begins the delays anew, one that did not goes on with them', async () => {
  time.random = () => 0.5
  const { room, socket } = await joined()
  socket.end(1011)
  assert.equal(room.status.latest.attempt, 1)
  const second = await rejoined()
  await time.pass(4000)
  second.end(1011)
  assert.equal(room.status.latest.attempt, 2)
  const third = await rejoined()
  await time.pass(5001)
  third.end(1011)
  assert.equal(room.status.latest.attempt, 1)
  await time.pass(8000)
  FakeSocket.last.end(1006)
  assert.equal(room.status.latest.attempt, 2, 'long ago is not held')
})

test('a reconnect says the same hello and gets a new seat', async () => {
  const { room, socket } = await joined({ game: 'tag', options: { name: 'Ada' }, token: 'secret' })
  const states = record(room.status)
  socket.end(1001)
  const other = await rejoined(8000, { player: 'p2', session: 's2', room: 'r2' })
  assert.deepEqual(other.take(), [[{
    action: '$hello',
    data: { game: 'tag', options: { name: 'Ada' }, token: 'secret', client: 'playflux.js', acks: true },
  }]])
  assert.deepEqual([room.player, room.session, room.id], ['p2', 's2', 'r2'])
  assert.deepEqual(states.map(({ state }) => state), ['connected', 'reconnecting', 'connecting', 'connected'])
  assert.deepEqual(room.status.latest, { state: 'connected', player: 'p2', resumed: false })
})

test('a resumed seat is said to be one', async () => {
  const { room, socket } = await joined()
  socket.end(1006)
  await rejoined(8000, { resumed: true })
  assert.equal(room.status.latest.resumed, true)
})

test('what was known stays until the first state of the new connection, which must be complete', async () => {
  const { room, socket } = await joined()
  const worlds = record(room.states), hands = record(room.views.hand), ticks = []
  room.frames.subscribe(({ tick }) => ticks.push(tick))
  const heard = []
  room.on('chat', text => heard.push(text))
  socket.receive(whole({ a: 1 }, { tick: 100, views: { world: { full: { a: 1 } }, hand: { full: 1 } } }))
  socket.end(1006)
  const other = await rejoined()
  other.take()
  assert.deepEqual(room.states.latest, { a: 1 })
  other.receive(state({ world: { patch: { set: { a: 2 } } } }, { tick: 6, base: 100 }))
  assert.deepEqual(other.take(), [[{ action: '$resync' }]])
  other.receive(whole({ a: 3 }, { tick: 7 }), { action: 'chat', data: 'hi' })
  assert.deepEqual(other.take(), [[{ action: '$ack', data: { tick: 7 } }]])
  assert.deepEqual(worlds, [{ a: 1 }, { a: 3 }])
  assert.deepEqual(hands, [1, undefined])
  assert.deepEqual(ticks, [100, 7], 'ticks are of a connection')
  assert.deepEqual(heard, ['hi'])
})

test('what the old socket still says is not heard', async () => {
  const { room, socket } = await joined()
  const heard = []
  room.on('chat', text => heard.push(text))
  socket.end(1006)
  socket.receive({ action: 'chat', data: 'ghost' })
  socket.text('{')
  socket.end(1000)
  await rejoined()
  socket.receive({ action: 'chat', data: 'ghost' })
  assert.deepEqual(heard, [])
  assert.equal(room.status.latest.state, 'connected')
})

test('an attempt that is not welcomed in time is followed by the next', async () => {
  time.random = () => 0
  const { room, socket } = await joined({ timeoutMs: 1000 })
  const states = record(room.status)
  socket.end(1006)
  await time.pass(1)
  const stuck = FakeSocket.last
  await time.pass(1000)
  assert.equal(stuck.closed.code, 4008)
  assert.deepEqual(states.findLast(({ state }) => state === 'reconnecting'),
    { state: 'reconnecting', attempt: 2, in: 0, code: 4008, reason: 'no $welcome within 1000 ms' })
  await time.pass(1)
  assert.equal(FakeSocket.all.length, 3)
  await time.pass(1)
  FakeSocket.last.accept()
  FakeSocket.last.receive(welcome())
  await time.pass(1000)
  assert.equal(room.status.latest.state, 'connected', 'the time-out is over with the welcome')
})

test('a refused reconnect closes for good, says why, and is an error', async () => {
  const { room, socket } = await joined()
  const errors = record(room.errors)
  socket.end(1006)
  await time.pass(250)
  FakeSocket.last.accept()
  FakeSocket.last.receive({ action: '$error', data: { code: 'room_closed', message: 'Too late', fatal: true } })
  FakeSocket.last.end(4009, 'closed')
  assert.deepEqual(room.status.latest, { state: 'closed', code: 4009, reason: 'room_closed' })
  assert.deepEqual(errors.map(({ code, fatal }) => [code, fatal]), [['room_closed', true]])
})

test('an overloaded server is come back to', async () => {
  const { room, socket } = await joined()
  socket.end(1012)
  await time.pass(250)
  FakeSocket.last.accept()
  FakeSocket.last.receive({ action: '$error', data: { code: 'overloaded', fatal: true } })
  FakeSocket.last.end(1013)
  assert.equal(room.status.latest.state, 'reconnecting')
  assert.equal(room.status.latest.reason, 'overloaded')
})

test('a fatal error in the room closes it', async () => {
  const { room, socket } = await joined()
  const errors = record(room.errors)
  socket.receive({ action: '$error', data: { code: 'not_allowed', fatal: true } })
  socket.end(4003)
  assert.deepEqual(room.status.latest, { state: 'closed', code: 4003, reason: 'not_allowed' })
  assert.equal(errors.length, 1)
})

test('without reconnect every loss is for good', async () => {
  const { room, socket } = await joined({ reconnect: false })
  socket.end(1006)
  assert.deepEqual(room.status.latest, { state: 'closed', code: 1006, reason: '' })
})

test('a bye from the server is answered with 1000, and is the end', async () => {
  const { room, socket } = await joined()
  const heard = []
  room.on('chat', text => heard.push(text))
  socket.receive({ action: '$bye', data: { reason: 'match over' } }, { action: 'chat' },
    { action: '$ping', data: { t: 1 } })
  assert.deepEqual(socket.take(), [])
  assert.deepEqual(socket.closed, { code: 1000, reason: '' })
  assert.deepEqual(room.status.latest, { state: 'closed', code: 1000, reason: 'match over' })
  socket.end(1000)
  await time.pass(10_000)
  assert.equal(FakeSocket.all.length, 1)
  assert.deepEqual(heard, [])
})

test('a bye without data is one too', async () => {
  const { room, socket } = await joined()
  socket.receive({ action: '$bye' })
  assert.deepEqual(room.status.latest, { state: 'closed', code: 1000, reason: '' })
})

// Leaving

test('close says bye, tells at once, and leaves the close to the server', async () => {
  const { room, socket } = await joined()
  const states = record(room.status)
  room.send('wave')
  room.input('steer', 1)
  room.input('steer', 2)
  room.close('tired')
  room.close('again')
  assert.deepEqual(socket.take().flat(), [
    { action: 'wave' }, { action: 'steer', data: 1, input: 1 },
    { action: 'steer', data: 2, input: 2 }, { action: '$bye', data: { reason: 'tired' } },
  ])
  assert.deepEqual(states.slice(1), [{ state: 'closed', code: 1000, reason: 'tired' }])
  await time.pass(999)
  assert.equal(socket.closed, undefined)
  socket.end(1000)
  await time.pass(10_000)
  assert.equal(socket.closed, undefined)
  assert.equal(FakeSocket.all.length, 1)
})

test('a server that does not close after bye is closed by us after 1 s', async () => {
  const { room, socket } = await joined()
  room.close()
  socket.receive({ action: '$bye' }, { action: 'chat' })
  await time.pass(999)
  assert.equal(socket.closed, undefined)
  await time.pass(1)
  assert.deepEqual(socket.closed, { code: 1000, reason: '' })
  assert.deepEqual(room.status.latest, { state: 'closed', code: 1000, reason: '' })
})

test('closing a room that is closed changes nothing', async () => {
  const { room, socket } = await joined()
  socket.end(4009, 'over')
  room.close('too late')
  assert.deepEqual(room.status.latest, { state: 'closed', code: 4009, reason: 'over' })
})

test('closing while we wait for the next attempt ends the waiting', async () => {
  const { room, socket } = await joined()
  socket.end(1006)
  room.close()
  await time.pass(10_000)
  assert.equal(FakeSocket.all.length, 1)
  assert.equal(room.status.latest.state, 'closed')
})

test('closing while the socket still connects closes it', async () => {
  const { room, socket } = await joined()
  socket.end(1006)
  await time.pass(250)
  room.close()
  assert.deepEqual(FakeSocket.last.closed, { code: undefined, reason: '' })
  FakeSocket.last.end(1006)
  await time.pass(20_000)
  assert.equal(FakeSocket.all.length, 2)
})

test('closing before the welcome says bye after hello', async () => {
  const { room, socket } = await joined()
  socket.end(1006)
  await time.pass(250)
  FakeSocket.last.accept()
  room.close()
  FakeSocket.last.receive(welcome())
  assert.deepEqual(FakeSocket.last.take().flat().map(({ action }) => action), ['$hello', '$bye'])
  assert.equal(room.status.latest.state, 'closed')
})

test('closing from the status of a reconnect', async () => {
  const { room, socket } = await joined()
  room.status.subscribe(({ state, attempt }) => state === 'connecting' && attempt && room.close())
  socket.end(1006)
  await time.pass(250)
  assert.deepEqual(FakeSocket.last.closed, { code: undefined, reason: '' })
  await time.pass(20_000)
  assert.equal(FakeSocket.all.length, 2)
})

test('a message right after connect and one right before close both go out', async () => {
  const { room, socket } = await joined()
  room.send('first')
  room.send('last')
  room.close()
  assert.deepEqual(socket.take().flat().map(({ action }) => action), ['first', 'last', '$bye'])
})

test('no timer outlives its connection', async () => {
  const { room, socket } = await joined()
  socket.receive(whole(1, { tick: 1 }))
  socket.receive(state({}, { tick: 2, base: 1 }))
  room.input('steer', 1)
  room.input('steer', 2)
  assert(time.timers > 2)
  socket.end(1006)
  assert.equal(time.timers, 2, 'the next attempt, and the input that does not know yet')
  const other = await rejoined()
  room.input('steer', 3)
  room.close()
  assert.equal(time.timers, 1)
  other.end(1000)
  assert.equal(time.timers, 0)
})

test('nor does any outlive the room', async () => {
  const { room, socket } = await joined()
  room.input('steer', 1)
  room.input('steer', 2)
  socket.end(4009)
  assert.equal(room.status.latest.state, 'closed')
  assert.equal(time.timers, 0)
})

// What ends the waiting

/** A page with events, as far as we use one. */
const page = () => {
  const listeners = new Set()
  const target = {
    addEventListener: (name, listener) => listeners.add([name, listener]),
    removeEventListener: (name, listener) => {
      for (const entry of listeners) if (entry[0] === name && entry[1] === listener) listeners.delete(entry)
    },
  }
  Object.assign(globalThis, target, { document: { ...target, visibilityState: 'visible' } })
  return {
    listeners,
    fire: name => { for (const entry of [...listeners]) if (entry[0] === name) entry[1]({ type: name }) },
  }
}

for (const event of ['online', 'visibilitychange']) {
  test(`${event} tries at once`, async () => {
    const { fire, listeners } = page()
    time.random = () => 0.9
    const { room, socket } = await joined()
    fire(event)
    assert.equal(FakeSocket.all.length, 1, 'not while connected')
    assert.equal(listeners.size, 0)
    socket.end(1006)
    fire(event)
    assert.equal(FakeSocket.all.length, 2)
    assert.equal(listeners.size, 0)
    fire(event)
    await time.pass(300)
    assert.equal(FakeSocket.all.length, 2, 'once')
    FakeSocket.last.end(1006)
    assert.equal(listeners.size, 2)
    await time.pass(500)
    assert.equal(FakeSocket.all.length, 3, 'by the timer as well')
    assert.equal(listeners.size, 0)
    FakeSocket.last.end(1006)
    room.close()
    assert.equal(listeners.size, 0)
    fire(event)
    assert.equal(FakeSocket.all.length, 3)
  })
}

test('a page that is hidden does not', async () => {
  const { fire } = page()
  const { socket } = await joined()
  socket.end(1006)
  globalThis.document.visibilityState = 'hidden'
  fire('visibilitychange')
  assert.equal(FakeSocket.all.length, 1)
})
