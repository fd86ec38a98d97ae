// What a session keeps over a cut (§5, §6): at every point, each reliable message once and in order.

import { afterEach, beforeEach, test } from 'node:test'
import assert from 'node:assert/strict'
import { FakeSocket, joined, record, rejoined, state, time, welcome, whole } from './fake.mjs'

beforeEach(time.start)
afterEach(time.stop)

const resume = n => ({ token: `t${n}`, graceMs: 20_000 })
const outcomes = promises => promises.map(promise => {
  const outcome = { state: 'pending' }
  promise.then(() => { outcome.state = 'done' }, ({ code }) => { outcome.state = code })
  return outcome
})
const states = list => list.map(({ state }) => state)
const ack = seq => ({ action: '$ack', data: { seq } })

/** The socket of the next attempt, of which the server has heard `$hello`. */
const greeted = async () => {
  const before = FakeSocket.all.length
  while (FakeSocket.all.length === before) await time.pass(1)
  FakeSocket.last.accept()
  return FakeSocket.last
}
const hello = socket => socket.take()[0][0].data
/** What went out reliably: [action, data, seq]. */
const reliable = socket => socket.take().flat().filter(({ seq }) => seq).map(({ action, data, seq }) => [action, data, seq])

for (const codec of ['json', 'cbor']) {
  const cut = (what, run, more) =>
    test(`${codec}: ${what}`, async () => run(await joined({ codec, ...more }, { resume: resume(1) })))
  const back = more => rejoined(8000, { resume: resume(2), resumed: true, ...more })

  cut('the token and the last number heard come with the next hello', async ({ room, socket }) => {
    socket.receive({ action: 'deal', seq: 1 }, { action: 'deal', seq: 2 })
    socket.end(1006)
    const other = await greeted()
    assert.deepEqual(hello(other), { acks: true, client: 'playflux.js', resume: { token: 't1', seq: 2 } })
    other.receive(welcome({ resume: resume(2), resumed: true }), { action: 'deal', seq: 3 })
    await time.pass(1)
    assert.deepEqual(room.status.latest, { state: 'connected', player: 'p1', resumed: true })
    other.end(1012)
    assert.deepEqual(hello(await greeted()).resume, { token: 't2', seq: 3 })
  })

  cut('a welcome that is lost leaves the old token, one that is heard does not', async ({ socket }) => {
    socket.end(1006)
    const second = await greeted()
    assert.equal(hello(second).resume.token, 't1')
    second.end(1006)
    const third = await greeted()
    assert.equal(hello(third).resume.token, 't1')
    third.receive(welcome({ resume: resume(3), resumed: true }))
    third.end(1006)
    assert.equal(hello(await greeted()).resume.token, 't3')
  })

  cut('what is unacknowledged goes out again, in order, with its numbers and right after the welcome', async ({ room, socket }) => {
    const all = outcomes([1, 2, 3, 4].map(n => room.deliver('buy', n)))
    room.input('steer', 1)
    socket.receive(ack(1))
    socket.end(1006)
    all.push(...outcomes([room.deliver('buy', 5)]))
    room.input('steer', 2)
    assert.equal(room.send('wave'), false)
    const other = await greeted()
    all.push(...outcomes([room.deliver('buy', 6)]))
    assert.deepEqual(reliable(other), [], 'nothing before the welcome')
    const off = room.status.subscribe(({ state }) => state === 'connected' && all.push(...outcomes([room.deliver('buy', 7)])))
    other.receive(welcome({ resume: resume(2), resumed: true, seq: 2 }))
    off()
    assert.deepEqual(other.take().flat().map(({ action, data, seq, input }) => [action, data, seq ?? input]), [
      ...[3, 4, 5, 6, 7].map(n => ['buy', n, n]), ['steer', 2, 2],
    ])
    await time.pass(1)
    assert.deepEqual(states(all), ['done', 'done', ...Array(5).fill('pending')])
    other.receive(ack(7))
    await time.pass(1)
    assert.deepEqual(states(all), Array(7).fill('done'))
    other.end(1006)
    assert.deepEqual(reliable(await back({ seq: 7 })), [])
  })

  cut('256 go out again in messages of a packet each, so that some arrive before the next cut', async ({ room, socket }) => {
    outcomes(Array.from({ length: 256 }, (_, i) => room.deliver('a', i)))
    socket.end(1006)
    await assert.rejects(room.deliver('a', 256), { reason: 'overflow' })
    const other = await back()
    const sizes = other.sent.map(({ length }) => length)
    assert(sizes.every(size => size <= 1024) && sizes.slice(1, -1).filter(size => size < 600).length < 2, `${sizes}`)
    const messages = other.take().slice(1)
    assert.deepEqual(messages.flat().map(({ data }) => data), Array.from({ length: 256 }, (_, i) => i))
  })

  cut('while we are away as much is kept as while we are there', async ({ room, socket }) => {
    socket.end(1006)
    const all = outcomes(Array.from({ length: 256 }, (_, i) => room.deliver('a', i)))
    await assert.rejects(room.deliver('a', 256), { name: 'Undelivered', reason: 'overflow' })
    const other = await back()
    assert.equal(reliable(other).length, 256)
    other.receive(ack(256))
    await time.pass(1)
    assert.deepEqual(new Set(states(all)), new Set(['done']))
  })

  cut('what the server sends again is heard once, and acknowledged again', async ({ room, socket }) => {
    const heard = record({ subscribe: listener => room.on('deal', listener) })
    socket.receive({ action: 'deal', data: 'a', seq: 1 })
    socket.receive({ action: 'deal', data: 'b', seq: 2 })
    socket.end(1006) // before that was acknowledged
    const other = await back()
    other.take()
    other.receive({ action: 'deal', data: 'b', seq: 2 }, { action: 'deal', data: 'c', seq: 3 })
    await time.pass(50)
    assert.deepEqual(heard, ['a', 'b', 'c'])
    assert.deepEqual(other.take(), [[ack(3)]])
  })

  cut('what comes with the welcome counts when it is heard, even if the socket ends at once', async ({ room, socket }) => {
    const heard = record({ subscribe: listener => room.on('deal', listener) })
    socket.end(1006)
    const second = await greeted()
    second.receive(welcome({ resume: resume(2), resumed: true }), { action: 'deal', data: 'a', seq: 1 })
    second.end(1006)
    const third = await greeted()
    assert.deepEqual(hello(third).resume, { token: 't2', seq: 1 })
    assert.deepEqual(heard, ['a'])
  })

  cut('a question survives, and its reply comes once', async ({ room, socket }) => {
    const answers = []
    room.ask('buy', 'hat').then(answer => answers.push(answer))
    room.ask('buy', 'coat').then(answer => answers.push(answer))
    socket.end(1006)
    const second = await back()
    assert.deepEqual(reliable(second).map(([, data]) => data), ['hat', 'coat'])
    second.receive(ack(2), { action: '$reply', data: { re: 1, ok: 10 }, seq: 1 })
    second.end(1006) // the acknowledgement of the reply is lost, and so is the other reply
    const third = await back({ seq: 2 })
    third.receive({ action: '$reply', data: { re: 1, ok: 10 }, seq: 1 }, { action: '$reply', data: { re: 2, ok: 20 }, seq: 2 })
    await time.pass(1)
    assert.deepEqual(answers, [10, 20])
    assert.deepEqual(reliable(third), [])
  })

  cut('a question is given up in time while we are away, and what it asked still arrives', async ({ room, socket }) => {
    const [asked] = outcomes([room.ask('buy', 'hat', { timeoutMs: 1000 })])
    socket.end(1006)
    await time.pass(1000)
    assert.equal(asked.state, 'timeout')
    const other = FakeSocket.last
    other.accept()
    other.receive(welcome({ resume: resume(2), resumed: true }))
    assert.deepEqual(reliable(other), [['buy', 'hat', 1]])
    other.receive({ action: '$reply', data: { re: 1, ok: 1 }, seq: 1 }, ack(1))
    await time.pass(1)
    assert.equal(room.status.latest.state, 'connected')
  })

  cut('our own reply survives', async ({ room, socket }) => {
    let answer
    room.answer('pick', () => new Promise(resolve => { answer = resolve }))
    socket.receive({ action: 'pick', seq: 1, ask: true })
    await time.pass(1)
    socket.end(1006)
    answer('red')
    const other = await back()
    assert.deepEqual(reliable(other), [['$reply', { re: 1, ok: 'red' }, 1]])
    other.receive({ action: 'pick', seq: 1, ask: true })
    await time.pass(50)
    assert.deepEqual(reliable(other), [], 'nor is it asked twice')
  })

  cut('a session that is lost fails what it had, and numbers start at 1', async ({ room, socket }) => {
    const heard = record({ subscribe: listener => room.on('deal', listener) })
    let answer
    room.answer('pick', () => new Promise(resolve => { answer = resolve }))
    socket.receive({ action: 'deal', data: 'a', seq: 1 }, { action: 'pick', seq: 2, ask: true })
    room.input('steer', 1)
    const all = outcomes([room.deliver('buy', 1), room.ask('buy', 2), room.deliver('buy', 3), room.ask('buy', 4)])
    socket.receive(ack(2))
    socket.end(1006)
    all.push(...outcomes([room.deliver('buy', 5)]))
    room.input('steer', 8)
    const other = await back({ resumed: false, session: 's2', player: 'p2' })
    assert.deepEqual(states(all), ['done', 'lost', 'lost', 'lost', 'lost'])
    assert.deepEqual(room.status.latest, { state: 'connected', player: 'p2', resumed: false })
    assert.equal(room.session, 's2')
    answer('red') // which nobody asked in this session
    await time.pass(100)
    assert.deepEqual(other.take().flat().map(({ action }) => action), ['$hello'], 'what was steered there is not for another seat')
    other.receive({ action: 'deal', data: 'b', seq: 1 })
    const [next] = outcomes([room.deliver('buy', 6)])
    assert.deepEqual(reliable(other), [['buy', 6, 1]])
    assert.equal(room.input('steer', 2), 3, 'inputs are numbered on')
    other.receive(ack(1))
    await time.pass(1)
    assert.deepEqual(heard, ['a', 'b'])
    assert.equal(next.state, 'done')
    other.end(1006)
    assert.deepEqual(hello(await greeted()).resume, { token: 't2', seq: 1 })
  })

  cut('a final close loses it too', async ({ room, socket }) => {
    const all = outcomes([room.deliver('buy', 1), room.ask('buy', 2)])
    socket.end(1006)
    const other = await greeted()
    other.receive({ action: '$error', data: { code: 'room_closed', fatal: true } })
    other.end(4009)
    await time.pass(1)
    assert.deepEqual(states(all), ['lost', 'lost'])
    assert.equal(time.timers, 0)
  })

  cut('replaced by a newer connection is the end here', async ({ room, socket }) => {
    const all = outcomes([room.deliver('buy', 1)])
    socket.end(4004, 'replaced')
    await time.pass(10_000)
    assert.equal(FakeSocket.all.length, 1)
    assert.deepEqual(states(all), ['lost'])
    assert.equal(room.status.latest.code, 4004)
  })

  cut('closing while away loses it', async ({ room, socket }) => {
    socket.end(1006)
    const all = outcomes([room.deliver('buy', 1)])
    room.close()
    await time.pass(1)
    assert.deepEqual(states(all), ['lost'])
  })

  cut('a welcome that has what was never sent is a protocol error', async ({ room, socket }) => {
    const all = outcomes([room.deliver('buy', 1)])
    socket.end(1006)
    const other = await greeted()
    other.receive(welcome({ resumed: true, seq: 2 }))
    await time.pass(1)
    assert.equal(room.status.latest.code, 4011)
    assert.deepEqual(states(all), ['lost'])
  })

  cut('without a token the session cannot be resumed', async ({ socket }) => {
    socket.end(1006)
    const other = await back({ resume: undefined })
    assert.equal(hello(other).resume.token, 't1')
  })

  cut('a resumed session begins with a complete state, and inputs go on', async ({ room, socket }) => {
    const ticks = []
    room.frames.subscribe(({ tick, input, world }) => ticks.push([tick, input, world]))
    room.input('steer', 1)
    socket.receive(whole('a', { tick: 10, input: 1 }))
    socket.end(1006)
    const other = await back()
    other.receive(whole('b', { tick: 12, input: 1 }))
    room.input('steer', 2)
    other.receive(state({}, { tick: 13, base: 12, input: 2 }))
    assert.deepEqual(ticks, [[10, 1, 'a'], [12, 1, 'b'], [13, 2, 'b']])
    assert.equal(other.take().flat().find(({ input }) => input).input, 2)
  })
}

test('a server that resumes nobody gets no token', async () => {
  const { socket } = await joined()
  socket.end(1006)
  assert.equal(hello(await greeted()).resume, undefined)
})

test('a first welcome that resumes is a protocol error', async () => {
  const connecting = joined({}, { resumed: true })
  await assert.rejects(connecting, { code: 4011 })
})

test('a codec that is another after the cut says the same', async () => {
  const { room, socket } = await joined({ codec: '' }, { resume: resume(1) })
  const [sent] = outcomes([room.deliver('buy', { item: 'hat' })])
  assert.equal(typeof socket.sent.at(-1), 'string')
  socket.end(1006)
  while (FakeSocket.all.length === 1) await time.pass(1)
  FakeSocket.last.accept('playflux.v1.cbor')
  FakeSocket.last.receive(welcome({ resume: resume(2), resumed: true }))
  assert.deepEqual(reliable(FakeSocket.last), [['buy', { item: 'hat' }, 1]])
  FakeSocket.last.receive(ack(1))
  await time.pass(1)
  assert.equal(sent.state, 'done')
})

test('the round trip holds no timer that was late', async () => {
  const { room, socket } = await joined()
  socket.end(1006)
  const other = await greeted()
  other.receive(welcome())
  const t = JSON.parse(other.sent.at(-1)).data.t
  time.stall(20)
  other.receive({ action: '$pong', data: { t, time: 0 } })
  time.stall(1000) // a hidden page: the timer after the welcome is late
  await time.pass(1)
  assert.equal(room.rtt, 20)
})
