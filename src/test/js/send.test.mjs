import { afterEach, beforeEach, test } from 'node:test'
import assert from 'node:assert/strict'
import { FakeSocket, joined, rejoined, state, time, whole } from './fake.mjs'

beforeEach(time.start)
afterEach(time.stop)

const inputs = socket => socket.take().flat().map(({ action, data, input }) => [action, data, input])

test('a message is sent as it is, in order, one by one', async () => {
  const { room, socket } = await joined()
  assert.equal(room.send('wave'), true)
  room.send('chat', { text: 'hi' })
  room.send('chat', null)
  room.send('A.b:c-d_9', [1])
  assert.deepEqual(socket.sent, [
    '{"action":"wave"}', '{"action":"chat","data":{"text":"hi"}}', '{"action":"chat","data":null}',
    '{"action":"A.b:c-d_9","data":[1]}',
  ])
})

test('what cannot be sent now is dropped, and that is said', async () => {
  const { room, socket } = await joined()
  socket.bufferedAmount = 65_536
  assert.equal(room.send('wave'), true)
  socket.bufferedAmount = 65_537
  assert.equal(room.send('wave'), false)
  socket.bufferedAmount = 0
  socket.readyState = 2 // the close has begun, its event is still to come
  assert.equal(room.send('wave'), false)
  socket.end(1006)
  assert.equal(room.send('wave'), false)
  await time.pass(250)
  assert.equal(room.send('wave'), false, 'connecting')
  FakeSocket.last.accept()
  assert.equal(room.send('wave'), false, 'not welcomed')
  assert.deepEqual(FakeSocket.last.take().flat().map(({ action }) => action), ['$hello'])
  room.close()
  assert.equal(room.send('wave'), false)
  assert.deepEqual(socket.take(), [[{ action: 'wave' }]])
})

for (const action of ['', '$hello', '1st', 'a b', 'é', 'a'.repeat(65), 'a\n', undefined, null, 7, {}]) {
  test(`${JSON.stringify(action)} is no action`, async () => {
    const { room, socket } = await joined()
    assert.throws(() => room.send(action), TypeError)
    assert.throws(() => room.input(action, 1), TypeError)
    assert.deepEqual(socket.take(), [])
    assert.equal(room.input('a'.repeat(64)), 1, 'no number is lost')
  })
}

test('data that JSON cannot say throws at the call', async () => {
  const { room, socket } = await joined()
  const circle = {}
  circle.self = circle
  for (const data of [1n, circle]) {
    assert.throws(() => room.send('a', data), TypeError)
    assert.throws(() => room.input('a', data), TypeError)
  }
  room.send('a', () => {})
  assert.deepEqual(socket.take(), [[{ action: 'a' }]])
})

test('a message over the limit throws, for the server would close', async () => {
  const { room, socket } = await joined({}, { limits: { messageBytes: 100 } })
  const longest = 'x'.repeat(100 - '{"action":"a","data":""}'.length)
  assert.equal(room.send('a', longest), true)
  assert.throws(() => room.send('a', `${longest}x`),
    { name: 'RangeError', message: '"a" takes 101 bytes, the server accepts 100' })
  assert.throws(() => room.send('a', longest.replace('x', 'é')), RangeError, 'bytes, not characters')
  assert.throws(() => room.input('a', `${longest}x`), RangeError)
  socket.take()
  socket.receive(whole(1))
  socket.receive(state({}))
  socket.take()
  room.send('a', longest)
  assert.deepEqual(socket.take().map(message => message.map(({ action }) => action)), [['$ack'], ['a']])
})

test('without limits in the welcome those of the protocol hold', async () => {
  const { room } = await joined({}, { limits: undefined })
  assert.throws(() => room.send('a', 'x'.repeat(16_384)), /takes 16408 bytes, the server accepts 16384/)
})

// Input

test('the first input goes out at once, then the latest per tick', async () => {
  const { room, socket } = await joined()
  assert.equal(room.input('steer', 1), 1)
  assert.deepEqual(inputs(socket), [['steer', 1, 1]])
  await time.pass(10)
  assert.equal(room.input('steer', 2), 2)
  assert.equal(room.input('steer', 3), 2)
  await time.pass(39)
  assert.equal(room.input('steer', 4), 2)
  assert.deepEqual(inputs(socket), [])
  await time.pass(1)
  assert.deepEqual(inputs(socket), [['steer', 4, 2]])
  await time.pass(50)
  assert.deepEqual(inputs(socket), [], 'nothing is repeated')
  assert.equal(room.input('steer', 4), 3, 'the same again counts')
  assert.deepEqual(inputs(socket), [['steer', 4, 3]])
})

test('each action has its latest, in the order of the numbers, in one message', async () => {
  const { room, socket } = await joined()
  room.input('steer', 0)
  socket.receive(whole(1, { tick: 1 }))
  socket.take()
  const numbers = [room.input('steer', 1), room.input('aim', 1), room.input('steer', 2), room.input('aim')]
  assert.deepEqual(numbers, [2, 3, 2, 3])
  socket.receive(state({}, { tick: 2, base: 1 }))
  await time.pass(50)
  assert.deepEqual(socket.take(), [[
    { action: '$ack', data: { tick: 2 } },
    { action: 'steer', data: 2, input: 2 },
    { action: 'aim', input: 3 },
  ]])
})

test('however many inputs wait, one timer does', async () => {
  const { room } = await joined()
  room.input('steer', 0)
  const before = time.timers
  for (let i = 0; i < 10; i++) room.input('steer', i)
  assert.equal(time.timers, before + 1)
})

test('the pace is the server\'s', async () => {
  const { room, socket } = await joined({}, { tickMs: 200 })
  room.input('steer', 1)
  room.input('steer', 2)
  await time.pass(199)
  assert.equal(socket.take().length, 1)
  await time.pass(1)
  assert.equal(socket.take().length, 1)
})

test('a late timer is overtaken by the next input', async () => {
  const { room, socket } = await joined()
  room.input('steer', 1)
  room.input('steer', 2)
  time.stall(60)
  room.input('steer', 3)
  assert.deepEqual(inputs(socket), [['steer', 1, 1], ['steer', 3, 2]])
  await time.pass(100)
  assert.deepEqual(inputs(socket), [])
})

test('input is taken as it is at the call', async () => {
  const { room, socket } = await joined()
  const stick = { dx: 1 }
  room.input('steer', 0)
  room.input('steer', stick)
  stick.dx = 2
  await time.pass(50)
  assert.deepEqual(inputs(socket), [['steer', 0, 1], ['steer', { dx: 1 }, 2]])
})

test('input waits while too much is unsent, and then only the latest goes', async () => {
  const { room, socket } = await joined()
  socket.bufferedAmount = 65_537
  room.input('steer', 1)
  await time.pass(500)
  room.input('steer', 2)
  assert.deepEqual(inputs(socket), [])
  socket.bufferedAmount = 0
  await time.pass(50)
  assert.deepEqual(inputs(socket), [['steer', 2, 1]])
})

test('while away the latest is kept, and the numbers go on', async () => {
  const { room, socket } = await joined({}, { resume: { token: 't1', graceMs: 20_000 } })
  room.input('steer', 1)
  room.input('steer', 2)
  socket.end(1006)
  room.input('steer', 3)
  room.input('aim', 4)
  const other = await rejoined(8000, { resumed: true })
  room.input('steer', 5)
  await time.pass(50)
  assert.deepEqual(inputs(other), [
    ['$hello', { acks: true, client: 'playflux.js', resume: { token: 't1', seq: 0 } }, undefined],
    ['steer', 3, 2], ['aim', 4, 3], ['steer', 5, 4],
  ])
})

test('more input than a message may hold goes out in several', async () => {
  const { room, socket } = await joined({}, { limits: { messageBytes: 200 } })
  room.input('first')
  for (let i = 0; i < 10; i++) room.input(`a${i}`, 'é'.repeat(20))
  socket.take()
  await time.pass(50)
  assert(socket.sent.length > 1)
  assert(socket.sent.every(text => Buffer.byteLength(text) <= 200))
  assert(socket.sent[0].length > 100, 'and not in more than needed')
  assert.deepEqual(inputs(socket).map(([action]) => action), Array.from({ length: 10 }, (_, i) => `a${i}`))
})

test('no message holds more than 64 envelopes', async () => {
  const { room, socket } = await joined({ codec: 'cbor' })
  room.input('first')
  for (let i = 0; i < 130; i++) room.input(`a${i}`)
  socket.take()
  await time.pass(50)
  assert.deepEqual(socket.take().map(({ length }) => length), [64, 64, 2])
})

test('input after the end is neither sent nor harmful', async () => {
  const { room, socket } = await joined()
  room.close()
  socket.take()
  assert.equal(room.input('steer', 1), 1)
  await time.pass(100)
  assert.deepEqual(socket.take(), [])
})
