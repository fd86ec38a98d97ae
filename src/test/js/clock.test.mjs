import { mock, afterEach, beforeEach, test } from 'node:test'
import assert from 'node:assert/strict'
import { Disconnected } from '../../main/resources/dev/playflux/playflux.js'
import { EPOCH, FakeSocket, joined, rejoined, time, whole } from './fake.mjs'

beforeEach(time.start)
afterEach(time.stop)

/** The pings that came since the last look. */
const pings = socket => socket.sent.splice(0)
  .flatMap(text => JSON.parse(text)).filter(({ action }) => action === '$ping').map(({ data }) => data.t)

/** A server whose clock is `ahead` of ours. */
const pong = (socket, t, ahead = 0, at = Date.now()) =>
  socket.receive({ action: '$pong', data: { t, time: at + ahead } })

const keepAlive = async (socket, ms) => {
  for (; ms > 0; ms -= 1000) {
    await time.pass(1000)
    socket.receive({ action: '$later' })
  }
}

test('pings go out at once, three more soon, then every 5 s', async () => {
  time.random = () => 0
  const { socket } = await joined()
  socket.end(1006)
  const other = await rejoined()
  const start = time.now() - 1
  const sent = []
  for (let i = 0; i < 160; i++) {
    sent.push(...pings(other).map(t => t - start))
    other.receive({ action: '$later' })
    await time.pass(100)
  }
  assert.deepEqual(sent, [0, 250, 500, 750, 5750, 10_750, 15_750])
})

test('ping resolves with the round trip', async () => {
  const { room, socket } = await joined()
  pings(socket)
  const first = room.ping()
  await time.pass(30)
  const second = room.ping()
  const [t1, t2] = pings(socket)
  await time.pass(20)
  pong(socket, t2)
  assert.equal(await second, 20)
  pong(socket, 12_345.678)
  pong(socket, t1)
  assert.equal(await first, 50)
})

test('two pings of the same millisecond are both answered', async () => {
  const { room, socket } = await joined()
  pings(socket)
  const both = [room.ping(), room.ping()]
  const [t] = pings(socket)
  await time.pass(5)
  pong(socket, t)
  assert.deepEqual(await Promise.all(both), [5, 5])
})

test('a ping fails with the connection, and without one', async () => {
  time.random = () => 0.5
  const { room, socket } = await joined()
  const lost = room.ping()
  socket.end(1001, 'away')
  await assert.rejects(lost, { name: 'Disconnected', code: 1001, reason: 'away', fatal: false })
  await assert.rejects(room.ping(), { code: 1001, reason: 'away', fatal: false })
  await time.pass(125)
  await assert.rejects(room.ping(), error => error instanceof Disconnected && error.code === 1006 && !error.fatal)
  const other = await rejoined(1)
  const left = room.ping()
  room.close('bye')
  await assert.rejects(left, { code: 1000, reason: 'bye', fatal: true })
  await assert.rejects(room.ping(), { code: 1000, reason: 'bye', fatal: true })
  pong(other, 1)
})

test('the round trip is smoothed', async () => {
  const { room, socket } = await joined()
  assert.equal(room.rtt, undefined)
  pong(socket, time.now() - 80)
  assert.equal(room.rtt, 80)
  pong(socket, time.now() - 160)
  assert.equal(room.rtt, 90)
})

test('now is the server\'s clock: by the welcome first, by the quickest ping of the last ten then', async () => {
  const { room, socket } = await joined({}, { time: EPOCH + 5000 })
  assert.equal(room.now(), EPOCH + 5001)
  const ahead = () => room.now() - Date.now()
  pong(socket, time.now() - 40, 7000)
  assert.equal(ahead(), 7020)
  pong(socket, time.now() - 100, 9000)
  assert.equal(ahead(), 7020, 'a slower one is worse')
  pong(socket, time.now() - 10, 7010)
  assert.equal(ahead(), 7015)
  for (let i = 0; i < 9; i++) pong(socket, time.now() - 60, 8000)
  assert.equal(ahead(), 7015)
  pong(socket, time.now() - 60, 8000)
  assert.equal(ahead(), 8030, 'the quickest is too old')
  await time.pass(1000)
  assert.equal(ahead(), 8030)
})

test('a corrected wall clock of ours changes nothing', async () => {
  const { room } = await joined()
  const before = room.now()
  mock.method(Date, 'now', () => 0)
  assert.equal(room.now(), before)
})

test('a new connection learns the clock anew', async () => {
  const { room, socket } = await joined()
  pong(socket, time.now(), 5000)
  socket.end(1006)
  const other = await rejoined(8000, { time: EPOCH })
  assert.equal(room.now(), EPOCH + 1)
  pong(other, time.now() - 100, 1000)
  assert.equal(room.now() - Date.now(), 1050)
})

test('a ping of the server is answered with our time and its t, untouched', async () => {
  const { socket } = await joined()
  const t = 0.1 + 0.2
  socket.receive({ action: '$ping', data: { t } })
  assert.deepEqual(socket.take(), [[{ action: '$pong', data: { t, time: EPOCH + 1 } }]])
})

// Silence

test('a connection silent for 15 s is dropped and made anew', async () => {
  const { room, socket } = await joined()
  await time.pass(14_998)
  assert.equal(socket.closed, undefined)
  assert(pings(socket).length >= 2, 'but it was asked')
  await time.pass(1)
  assert.deepEqual(socket.closed, { code: 4008, reason: '' })
  assert.equal(room.status.latest.state, 'reconnecting')
  assert.equal(room.status.latest.code, 4008)
  socket.end(1006)
  assert.equal(room.status.latest.code, 4008, 'its own close is of no interest any more')
})

test('silence is counted from the last message, whatever it is', async () => {
  const { socket } = await joined()
  await time.pass(12_000)
  socket.receive({ action: '$later' })
  await time.pass(14_999)
  assert.equal(socket.closed, undefined)
  await time.pass(1)
  assert.equal(socket.closed.code, 4008)
})

test('within 5 s of the last message there is a ping', async () => {
  const { socket } = await joined()
  for (const ms of [100, 900, 3000, 4000]) {
    await time.pass(ms)
    socket.receive({ action: '$later' })
    pings(socket)
    await time.pass(5000)
    assert(pings(socket).length >= 1)
  }
})

test('a connection that is heard lives on', async () => {
  const { room, socket } = await joined()
  await keepAlive(socket, 60_000)
  assert.equal(room.status.latest.state, 'connected')
  assert.equal(FakeSocket.all.length, 1)
})

test('a tab that was frozen asks before it drops', async () => {
  const { room, socket } = await joined()
  await keepAlive(socket, 10_000)
  pings(socket)
  time.stall(60_000)
  await time.pass(5000)
  assert.equal(pings(socket).length, 1)
  assert.equal(socket.closed?.code, 4008, 'nobody answered within a second')

  const other = await rejoined()
  await keepAlive(other, 10_000)
  time.stall(60_000)
  for (let ms = 0; ms < 6000; ms++) {
    await time.pass(1)
    for (const t of pings(other)) pong(other, t)
  }
  assert.equal(other.closed, undefined)
  assert.equal(room.status.latest.state, 'connected')
})

// Between

let tick
beforeEach(() => { tick = 0 })

/** A frame of a game that runs since the epoch, unless `gameTime` says otherwise. */
const frame = (socket, x, gameTime = Date.now() - EPOCH) =>
  socket.receive(whole({ x }, { tick: ++tick, time: gameTime }))

const around = (room, ago) => {
  const { from, to, t } = room.between(room.now() - ago)
  return [from.x, to.x, Math.round(t * 1000) / 1000]
}

test('between is undefined until there is a state', async () => {
  const { room, socket } = await joined()
  assert.equal(room.between(room.now()), undefined)
  frame(socket, 1)
  assert.deepEqual(around(room, 0), [1, 1, 1])
  assert.deepEqual(around(room, -1000), [1, 1, 1])
  assert.deepEqual(around(room, 1000), [1, 1, 0])
})

test('between finds the worlds around a time and how far it is', async () => {
  const { room, socket } = await joined()
  frame(socket, 1)
  await time.pass(50)
  frame(socket, 2)
  await time.pass(50)
  frame(socket, 3)
  assert.deepEqual(around(room, 0), [3, 3, 1])
  assert.deepEqual(around(room, 10), [2, 3, 0.8])
  assert.deepEqual(around(room, 50), [2, 3, 0])
  assert.deepEqual(around(room, 51), [1, 2, 0.98])
  assert.deepEqual(around(room, 100), [1, 2, 0])
  assert.deepEqual(around(room, 101), [1, 1, 0])
  const { from, to, frameFrom, frameTo } = room.between(room.now() - 10)
  assert.equal(frameFrom.world, from)
  assert.equal(frameTo, room.frames.latest)
  assert.equal(to, room.states.latest)
  await time.pass(1000)
  assert.deepEqual(around(room, 100), [3, 3, 1], 'nothing is extrapolated')
})

test('a latency that is the same for all shifts nothing', async () => {
  const { room, socket } = await joined()
  for (let i = 0; i < 5; i++) {
    frame(socket, i, i * 50) // as if from a room that opened now, or 200 ms away
    await time.pass(50)
  }
  assert.deepEqual(around(room, 75), [3, 4, 0.5])
})

test('a corrected server clock does not shake the picture', async () => {
  const { room, socket } = await joined()
  frame(socket, 1)
  await time.pass(50)
  frame(socket, 2)
  pong(socket, time.now() - 40, 7000)
  assert.deepEqual(around(room, 25), [1, 2, 0.5])
})

test('frames that jitter delays are drawn when they were due', async () => {
  const { room, socket } = await joined()
  const arrivals = [0, 80, 100, 190, 205, 250, 339, 350] // due at 0, 50, 100 …; x is the game's time
  for (let ms = 0; ms <= 350; ms++) {
    const i = arrivals.indexOf(ms)
    if (i >= 0) frame(socket, i * 50, i * 50)
    if (ms >= 100) {
      const { from, to, t } = room.between(room.now() - 100)
      assert(Math.abs(from.x + (to.x - from.x) * t - (ms - 100)) < 1e-6, `at ${ms}: ${from.x} … ${to.x}, ${t}`)
    }
    await time.pass(1)
  }
})

test('the lag is learnt anew when the way becomes longer', async () => {
  const { room, socket } = await joined()
  for (let i = 0; i < 20; i++) {
    frame(socket, i, i * 50)
    await time.pass(50)
  }
  await time.pass(300) // from now on everything comes 300 ms later
  for (let i = 20; i < 50; i++) {
    frame(socket, i, i * 50)
    await time.pass(50)
  }
  assert.deepEqual(around(room, 75), [48, 49, 0.5])
})

test('while the room is paused the last frame stands, and afterwards the game goes on from there', async () => {
  const { room, socket } = await joined()
  for (let i = 0; i < 10; i++) {
    frame(socket, i, i * 50)
    await time.pass(50)
  }
  let game = 450
  for (let i = 0; i < 80; i++) { // 4 s of ticks that only reducers change
    frame(socket, 100 + i, game)
    if (i === 0) assert.deepEqual(around(room, 75), [8, 9, 0.5], 'what came before is still drawn to its end')
    await time.pass(50)
    if (i > 2) assert.deepEqual(around(room, 100), [100 + i, 100 + i, 1])
  }
  const positions = []
  for (let i = 1; i <= 6; i++) {
    frame(socket, 1000 + i, game += 50)
    for (let ms = 0; ms < 50; ms += 10) {
      const { from, to, t } = room.between(room.now() - 100)
      positions.push(from.x + (to.x - from.x) * t)
      await time.pass(10)
    }
  }
  assert.deepEqual(positions, positions.toSorted((a, b) => a - b), 'never backwards')
  assert.equal(positions[0], 179)
  assert.deepEqual(around(room, 75), [1005, 1006, 0.5])
})

test('a pause of which only heartbeats tell leaves no lag behind', async () => {
  const { room, socket } = await joined()
  frame(socket, 0, 0)
  await time.pass(50)
  frame(socket, 1, 50)
  for (let i = 0; i < 3; i++) {
    await time.pass(1000)
    frame(socket, 1, 50)
  }
  await time.pass(550) // it goes on 500 ms after the last heartbeat
  frame(socket, 2, 100)
  await time.pass(50)
  frame(socket, 3, 150)
  assert.deepEqual(around(room, 25), [2, 3, 0.5])
})

test('about a second is kept, at most 64 frames, at least two', async () => {
  const { room, socket } = await joined()
  const oldest = () => room.between(-Infinity).from.x
  for (let i = 0; i <= 100; i++) {
    frame(socket, i)
    await time.pass(50)
  }
  assert.equal(oldest(), 79)
  for (let i = 0; i < 100; i++) {
    await time.pass(5)
    frame(socket, 1000 + i)
  }
  assert.equal(oldest(), 1036)
  for (let i = 0; i < 4; i++) {
    await time.pass(3000)
    frame(socket, 2000 + i)
  }
  assert.equal(oldest(), 2002)
  assert.deepEqual(around(room, 1500), [2002, 2003, 0.5])
})

test('after a reconnect the last frame stands until the first new one, which has nothing to do with it', async () => {
  const { room, socket } = await joined()
  frame(socket, 1)
  await time.pass(50)
  frame(socket, 2)
  socket.end(1006)
  const other = await rejoined()
  assert.deepEqual(around(room, 0), [2, 2, 1])
  frame(other, 7, 1_000_000)
  assert.deepEqual(around(room, 0), [7, 7, 1])
  assert.deepEqual(around(room, 100), [7, 7, 0])
  await time.pass(50)
  frame(other, 8, 1_000_050)
  assert.deepEqual(around(room, 25), [7, 8, 0.5])
})

test('a resync goes on with the same time', async () => {
  const { room, socket } = await joined()
  frame(socket, 1)
  await time.pass(50)
  socket.receive({ action: '$state', data: { tick: ++tick, time: 1, base: 77 } })
  await time.pass(50)
  frame(socket, 3)
  assert.deepEqual(around(room, 25), [1, 3, 0.75])
})

test('a room that closed can still be drawn', async () => {
  const { room, socket } = await joined()
  frame(socket, 1)
  room.close()
  assert.deepEqual(around(room, 0), [1, 1, 1])
})
