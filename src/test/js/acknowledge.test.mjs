import { afterEach, beforeEach, test } from 'node:test'
import assert from 'node:assert/strict'
import { joined, state, time, whole } from './fake.mjs'

beforeEach(time.start)
afterEach(time.stop)

const ack = tick => ({ action: '$ack', data: { tick } })

test('the first state is acknowledged at once, the next by the timer, within 100 ms', async () => {
  const { socket } = await joined()
  await time.pass(100)
  socket.receive(whole(1, { tick: 1 }))
  assert.deepEqual(socket.take(), [[ack(1)]])
  await time.pass(30)
  socket.receive(state({}, { tick: 2, base: 1 }))
  await time.pass(49)
  assert.deepEqual(socket.take(), [])
  await time.pass(1)
  assert.deepEqual(socket.take(), [[ack(2)]])
  await time.pass(1000)
  assert.deepEqual(socket.take(), [], 'once is enough')
})

test('at 60 ticks a second one acknowledgement covers several, and none waits for 100 ms', async () => {
  const { socket } = await joined()
  let oldest, count = 0
  for (let tick = 1; tick <= 120; tick++) {
    socket.receive(state({}, { tick, base: tick === 1 ? 0 : tick - 1 }))
    oldest ??= { tick, at: time.now() }
    for (let ms = 0; ms < 16; ms++) {
      for (const { data } of socket.take().flat()) {
        count++
        assert(data.tick <= tick)
        oldest = undefined
      }
      assert(!oldest || time.now() - oldest.at < 100)
      await time.pass(1)
    }
  }
  assert(count >= 20 && count <= 30, `${count} acknowledgements in 2 s`)
})

for (const [what, send] of [
  ['message', room => room.send('wave')],
  ['input', room => room.input('wave')],
  ['ping', room => room.ping()],
  ['pong', (room, socket) => socket.receive({ action: '$ping', data: { t: 1 } })],
]) {
  test(`the next ${what} takes the acknowledgement along`, async () => {
    const { room, socket } = await joined()
    await time.pass(1000)
    socket.receive(whole(1, { tick: 1 }))
    await time.pass(10)
    socket.receive(state({}, { tick: 2, base: 1 }))
    socket.sent.length = 0
    send(room, socket)
    assert.equal(socket.sent.length, 1)
    const [first, second, ...more] = JSON.parse(socket.sent[0])
    assert.deepEqual(first, ack(2))
    assert.match(second.action, /^(wave|\$ping|\$pong)$/)
    assert.deepEqual(more, [])
    room.send('wave')
    assert.equal(socket.sent[1], '{"action":"wave"}', 'a lone envelope is no array')
  })
}

test('with an input per tick the acknowledgement costs no message of its own', async () => {
  const { room, socket } = await joined()
  let tick = 0
  for (let ms = 0; ms < 2000; ms++) {
    if (ms % 50 === 0) socket.receive(state({}, { tick: ++tick, base: tick - 1 }))
    if (ms % 50 === 20) room.input('steer', ms)
    await time.pass(1)
  }
  const messages = socket.take()
  const alone = messages.filter(message => message.length === 1)
  assert(alone.length <= 2, `${alone.length} of ${messages.length} messages without company`)
  assert.equal(messages.at(-1)[0].data.tick, 40)
})

test('when timers are late, as in a background tab, the message handler acknowledges', async () => {
  const { socket } = await joined()
  const acked = []
  for (let tick = 1; tick <= 60; tick++) {
    time.stall(50) // time passes, timers do not
    socket.receive(state({}, { tick, base: tick === 1 ? 0 : tick - 1 }))
    acked.push(...socket.take().flat().map(({ data }) => data.tick))
  }
  assert.deepEqual(acked.slice(0, 4), [1, 3, 5, 7])
  assert.equal(acked.length, 30)
})

test('a heartbeat a second is acknowledged at once, timers or not', async () => {
  const { socket } = await joined()
  for (let tick = 1; tick <= 5; tick++) {
    time.stall(1000)
    socket.receive(state({}, { tick, base: tick - 1 }))
    assert.deepEqual(socket.take(), [[ack(tick)]])
  }
})

test('only the last state of a message is acknowledged, and once', async () => {
  const { socket } = await joined()
  await time.pass(100)
  socket.receive(whole(1, { tick: 1 }), state({}, { tick: 2, base: 1 }), state({}, { tick: 3, base: 2 }))
  assert.deepEqual(socket.take(), [[ack(3)]])
})

// The same in the binary form, byte by byte: record 0x03, a tick, no seq.

test('cbor: an acknowledgement goes with the next message', async () => {
  const { room, socket } = await joined({ codec: 'cbor' })
  await time.pass(1000)
  socket.receive(whole(1, { tick: 300 }))
  assert.deepEqual([...socket.sent.at(-1)], [3, 3, 0xac, 2, 0])
  await time.pass(10)
  socket.receive(state({}, { tick: 301, base: 300 }))
  socket.sent.length = 0
  room.send('a', 1)
  assert.deepEqual(socket.sent.map(bytes => [...bytes]), [[3, 3, 0xad, 2, 0, 1, 4, 0x82, 0x61, 0x61, 1]])
  room.send('a', 1)
  assert.deepEqual([...socket.sent[1]], [1, 4, 0x82, 0x61, 0x61, 1], 'once is enough')
})

test('cbor: when timers are late, the message handler acknowledges', async () => {
  const { socket } = await joined({ codec: 'cbor' })
  const acked = []
  for (let tick = 1; tick <= 60; tick++) {
    time.stall(50)
    socket.receive(state({}, { tick, base: tick === 1 ? 0 : tick - 1 }))
    for (const bytes of socket.sent.splice(0)) acked.push([...bytes])
  }
  assert.deepEqual(acked.slice(0, 3), [[3, 2, 1, 0], [3, 2, 3, 0], [3, 2, 5, 0]])
  assert.equal(acked.length, 30)
})

test('without acks nothing is acknowledged', async () => {
  const { room, socket } = await joined({ acks: false })
  socket.receive(whole(1))
  await time.pass(500)
  room.send('wave')
  assert.deepEqual(socket.take(), [[{ action: 'wave' }]])
})

test('the timer of a connection dies with it', async () => {
  const { room, socket } = await joined()
  await time.pass(100)
  socket.receive(whole(1, { tick: 1 }))
  await time.pass(10)
  socket.receive(state({}, { tick: 2, base: 1 }))
  socket.take()
  room.close()
  assert.deepEqual(socket.take(), [[ack(2), { action: '$bye', data: {} }]])
  await time.pass(500)
  assert.deepEqual(socket.take(), [])
})
