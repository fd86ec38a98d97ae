// Reliable messages, both ways, over a connection that holds (§5).

import { afterEach, beforeEach, test } from 'node:test'
import assert from 'node:assert/strict'
import { joined, state, time, whole } from './fake.mjs'
import { Refused, Undelivered } from '../../main/resources/dev/playflux/playflux.js'

beforeEach(time.start)
afterEach(time.stop)

/** What a promise has come to by now. */
const outcomeOf = promise => {
  const outcome = {}
  promise.then(value => { outcome.value = value ?? 'done' }, error => { outcome.error = error })
  return outcome
}
const ack = seq => ({ action: '$ack', data: { seq } })
const settle = () => time.pass(0)

for (const codec of ['json', 'cbor']) {
  const delivers = (what, test_) => test(`${codec}: ${what}`, async () => test_(await joined({ codec })))

  delivers('a delivered message has a number and is done when it is acknowledged', async ({ room, socket }) => {
    const first = outcomeOf(room.deliver('buy', { item: 'hat' })), second = outcomeOf(room.deliver('wave'))
    const [[one], [two]] = socket.take()
    assert.deepEqual(one, { action: 'buy', data: { item: 'hat' }, seq: 1 })
    assert.deepEqual({ ...two, data: null }, { action: 'wave', data: null, seq: 2 })
    await time.pass(10_000)
    assert.deepEqual([first, second], [{}, {}])
    socket.receive(ack(1))
    await settle()
    assert.deepEqual([first, second], [{ value: 'done' }, {}])
    socket.receive(ack(1), ack(2))
    await settle()
    assert.deepEqual(second, { value: 'done' })
  })

  delivers('one acknowledgement is for all before it', async ({ room, socket }) => {
    const all = [1, 2, 3].map(n => outcomeOf(room.deliver('buy', n)))
    socket.receive(ack(3))
    await settle()
    assert.deepEqual(all, Array(3).fill({ value: 'done' }))
  })

  delivers('a refusal fails that message alone, and is no error of the room', async ({ room, socket }) => {
    const errors = []
    room.errors.subscribe(error => errors.push(error))
    const all = [1, 2, 3].map(n => outcomeOf(room.deliver('buy', n)))
    socket.receive({ action: '$error', data: { code: 'no_gold', message: 'Poor', action: 'buy', re: 2, fatal: false } }, ack(3))
    await settle()
    assert.deepEqual([all[0], all[2]], [{ value: 'done' }, { value: 'done' }])
    const { error } = all[1]
    assert(error instanceof Refused)
    assert.deepEqual([error.code, error.message, error.re, error.action], ['no_gold', 'Poor', 2, 'buy'])
    assert.deepEqual(errors, [])
    socket.receive({ action: '$error', data: { code: 'no_gold', re: 2 } })
    assert.equal(errors.length, 1, 'nobody waits for this one any more')
  })

  delivers('an answer is what comes back', async ({ room, socket }) => {
    const asked = outcomeOf(room.ask('buy', { item: 'hat' })), nothing = outcomeOf(room.ask('sell'))
    assert.deepEqual(socket.take()[0], [{ action: 'buy', data: { item: 'hat' }, seq: 1, ask: true }])
    socket.receive(ack(2))
    await settle()
    assert.deepEqual([asked, nothing], [{}, {}], 'the acknowledgement is none')
    socket.receive({ action: '$reply', data: { re: 2, ok: null }, seq: 1 },
      { action: '$reply', data: { re: 1, ok: { price: 3 } }, seq: 2 })
    await settle()
    assert.deepEqual([asked, nothing], [{ value: { price: 3 } }, { value: 'done' }])
    await time.pass(20_000)
    assert.deepEqual(asked, { value: { price: 3 } })
  })

  delivers('an answer that comes before the acknowledgement is one too', async ({ room, socket }) => {
    const asked = outcomeOf(room.ask('buy')), next = outcomeOf(room.deliver('wave'))
    socket.receive({ action: '$reply', data: { re: 1, ok: 5 }, seq: 1 }, ack(1))
    await settle()
    assert.deepEqual([asked, next], [{ value: 5 }, {}])
  })

  delivers('a question may be refused', async ({ room, socket }) => {
    const asked = outcomeOf(room.ask('buy')), other = outcomeOf(room.ask('buy'))
    socket.receive({ action: '$reply', data: { re: 1, error: { code: 'no_gold', message: 'Poor' } }, seq: 1 })
    socket.receive({ action: '$error', data: { code: 'rate_limited', re: 2 } })
    await settle()
    assert(asked.error instanceof Refused)
    assert.deepEqual([asked.error.code, asked.error.message, asked.error.re], ['no_gold', 'Poor', 1])
    assert.equal(other.error.code, 'rate_limited')
  })

  delivers('a question is given up after 10 s, a delivery after 30, or what was said', async ({ room, socket }) => {
    const asked = outcomeOf(room.ask('buy')), short = outcomeOf(room.ask('buy', 1, { timeoutMs: 100 }))
    const ever = outcomeOf(room.ask('buy', 1, { timeoutMs: Infinity }))
    const sent = outcomeOf(room.deliver('buy', 1, { timeoutMs: 200 })), long = outcomeOf(room.deliver('buy', 1))
    await time.pass(99)
    assert.deepEqual([short, sent], [{}, {}])
    await time.pass(1)
    assert(short.error instanceof Undelivered)
    assert.deepEqual([short.error.reason, short.error.code, short.error.fatal], ['timeout', 'timeout', false])
    assert.match(short.error.message, /"buy"/)
    await time.pass(100)
    assert.equal(sent.error.reason, 'timeout')
    for (let i = 0; i < 9; i++) {
      socket.receive(whole(i, { tick: i + 1 }))
      await time.pass(1000)
    }
    await time.pass(799)
    assert.deepEqual(asked, {})
    await time.pass(1)
    assert.equal(asked.error.reason, 'timeout')
    for (let i = 10; i < 30; i++) {
      assert.deepEqual(long, {})
      socket.receive(whole(i, { tick: i + 1 }))
      await time.pass(1000)
    }
    assert.equal(long.error.reason, 'timeout')
    socket.receive({ action: '$reply', data: { re: 1, ok: 1 }, seq: 1 }, { action: '$reply', data: { re: 2, ok: 1 }, seq: 2 },
      ack(5), { action: '$reply', data: { re: 9, ok: 1 }, seq: 3 })
    await settle()
    assert.equal(room.status.latest.state, 'connected', 'late and unknown replies mean nothing')
    assert.deepEqual(ever, {})
  })

  delivers('256 messages may be unacknowledged', async ({ room, socket }) => {
    const all = Array.from({ length: 256 }, (_, i) => outcomeOf(room.deliver('a', i)))
    socket.take()
    await assert.rejects(room.deliver('a', 256), error => error instanceof Undelivered && error.reason === 'overflow')
    await assert.rejects(room.ask('a', 256), { name: 'Undelivered', code: 'overflow', reason: 'overflow' })
    assert.deepEqual(socket.take(), [])
    assert(all.every(outcome => !outcome.error))
    socket.receive(ack(1))
    const next = outcomeOf(room.deliver('a', 'next'))
    assert.deepEqual(socket.take().flat().map(({ seq, data }) => [seq, data]), [[257, 'next']], 'no number is lost')
    socket.receive(ack(257))
    await settle()
    assert.deepEqual([all[255], next], [{ value: 'done' }, { value: 'done' }])
  })

  delivers('256 KiB may be unacknowledged', async ({ room, socket }) => {
    const data = 'x'.repeat(16_000)
    for (let i = 0; i < 16; i++) room.deliver('a', data)
    await assert.rejects(room.deliver('a', data), { reason: 'overflow' })
    outcomeOf(room.deliver('a', 'x'.repeat(5000)))
    socket.receive(ack(1))
    socket.take()
    outcomeOf(room.deliver('a', data))
    assert.equal(socket.take()[0][0].seq, 18)
    await assert.rejects(room.deliver('a', data), { reason: 'overflow' })
  })

  delivers('512 may wait for an answer', async ({ room, socket }) => {
    for (let i = 1; i <= 512; i++) {
      outcomeOf(room.ask('a'))
      socket.receive(ack(i))
    }
    await assert.rejects(room.ask('a'), { reason: 'overflow' })
    socket.receive({ action: '$reply', data: { re: 100, ok: 1 }, seq: 1 })
    outcomeOf(room.ask('a'))
    await assert.rejects(room.ask('a'), { reason: 'overflow' })
  })

  delivers('what cannot be sent fails at the call and takes no number', async ({ room, socket }) => {
    await assert.rejects(room.deliver('$reply', {}), TypeError)
    await assert.rejects(room.ask('1st'), TypeError)
    await assert.rejects(room.deliver('a', 1n), TypeError)
    await assert.rejects(room.deliver('a', 'x'.repeat(16_384)), RangeError)
    outcomeOf(room.deliver('a', 1))
    assert.deepEqual(socket.take(), [[{ action: 'a', data: 1, seq: 1 }]])
  })

  delivers('it is sent as it is at the call, however much waits unsent', async ({ room, socket }) => {
    const data = { item: 'hat' }
    socket.bufferedAmount = 1e6
    outcomeOf(room.deliver('buy', data))
    data.item = 'coat'
    assert.deepEqual(socket.take(), [[{ action: 'buy', data: { item: 'hat' }, seq: 1 }]])
  })

  delivers('an acknowledgement of what was never sent is a protocol error', async ({ room, socket }) => {
    const sent = outcomeOf(room.deliver('buy'))
    socket.receive(ack(2))
    await settle()
    assert.equal(socket.closed.code, 4011)
    assert.equal(sent.error.reason, 'lost')
  })

  for (const leave of [room => room.close(), (_, socket) => socket.end(4009), (_, socket) => socket.receive({ action: '$bye' })]) {
    delivers(`what is unacknowledged at the end is lost: ${leave}`, async ({ room, socket }) => {
      const all = [room.deliver('buy'), room.ask('buy'), room.ask('sell')].map(outcomeOf)
      socket.receive(ack(3))
      all.push(outcomeOf(room.deliver('wave')))
      leave(room, socket)
      await settle()
      assert.deepEqual(all.map(({ value, error }) => value ?? error.reason), ['done', 'lost', 'lost', 'lost'])
      const timers = time.timers
      await assert.rejects(room.deliver('buy'), { name: 'Undelivered', reason: 'lost' })
      await assert.rejects(room.ask('buy'), { name: 'Undelivered', reason: 'lost' })
      assert.equal(time.timers, timers, 'nothing waits')
    })
  }

  delivers('what was delivered right before close still goes out', async ({ room, socket }) => {
    const sent = outcomeOf(room.deliver('buy'))
    room.close()
    assert.deepEqual(socket.take().flat().map(({ action }) => action), ['buy', '$bye'])
    await settle()
    assert.equal(sent.error.reason, 'lost')
  })

  // The other way

  delivers('reliable messages of the server are heard once, in order, and acknowledged', async ({ room, socket }) => {
    const heard = []
    room.on('deal', card => heard.push(card))
    const deal = seq => ({ action: 'deal', data: `card ${seq}`, seq })
    socket.receive(deal(1), deal(1))
    socket.receive(deal(2))
    await time.pass(50)
    socket.receive(deal(1), deal(2), deal(3), { action: 'deal', data: 'unreliable' })
    assert.deepEqual(heard, ['card 1', 'card 2', 'card 3', 'unreliable'])
    await time.pass(50)
    assert.deepEqual(socket.take().flat(), [ack(1), ack(2), ack(3)])
    socket.receive(deal(2))
    await time.pass(50)
    assert.deepEqual(socket.take().flat(), [ack(3)], 'what came twice is acknowledged again')
    await time.pass(1000)
    assert.deepEqual(socket.take(), [])
  })

  for (const seq of [3, 4, 2 ** 53 - 1]) {
    delivers(`a gap is a protocol error: ${seq} after 1`, async ({ room, socket }) => {
      const heard = []
      room.on('deal', card => heard.push(card))
      socket.receive({ action: 'deal', data: 1, seq: 1 }, { action: 'deal', data: 2, seq }, { action: 'deal', data: 3 })
      assert.deepEqual(heard, [1])
      assert.equal(socket.closed.code, 4011)
      assert.equal(room.status.latest.state, 'closed')
    })
  }

  delivers('eight are acknowledged at once', async ({ socket }) => {
    socket.receive({ action: 'deal', seq: 1 })
    socket.take()
    for (let seq = 2; seq <= 8; seq++) socket.receive({ action: 'deal', seq })
    assert.deepEqual(socket.take(), [])
    socket.receive({ action: 'deal', seq: 9 })
    assert.deepEqual(socket.take(), [[ack(9)]])
    await time.pass(1000)
    assert.deepEqual(socket.take(), [])
  })

  delivers('any is acknowledged within 50 ms, and together with states', async ({ socket }) => {
    let unheard = [], seq = 0, count = 0
    for (let ms = 0; ms < 2000; ms++) {
      if (ms % 50 === 0) socket.receive(state({}, { tick: ms / 50 + 1, base: ms / 50 }))
      if (ms % 17 === 0) {
        unheard.push({ seq: ++seq, at: ms })
        socket.receive({ action: 'deal', seq })
      }
      for (const { data } of socket.take().flat()) {
        count++
        unheard = unheard.filter(one => one.seq > data.seq)
      }
      assert(!(unheard[0]?.at <= ms - 50), `${ms}`)
      await time.pass(1)
    }
    assert(count >= 40 && count <= 60, `${count} in 2 s`)
  })

  delivers('what we send takes the acknowledgement along, of states and messages in one', async ({ room, socket }) => {
    socket.receive({ action: 'deal', seq: 1 })
    socket.take()
    socket.receive(whole(1, { tick: 1 }), { action: 'deal', seq: 2 })
    room.send('wave')
    assert.deepEqual(socket.take().map(message => message.map(({ action, data }) => [action, data ?? null])),
      [[['$ack', { tick: 1, seq: 2 }], ['wave', null]]])
    await time.pass(1000)
    assert.deepEqual(socket.take(), [])
  })

  delivers('an acknowledgement that waits for a tick is not waited for', async ({ socket }) => {
    await time.pass(100)
    socket.receive(whole(1, { tick: 1 }))
    socket.take()
    socket.receive(state({}, { tick: 2, base: 1 }))
    await time.pass(30)
    socket.receive({ action: 'deal', seq: 1 })
    await time.pass(10)
    assert.deepEqual(socket.take(), [[{ action: '$ack', data: { tick: 2, seq: 1 } }]])
  })

  delivers('what the server asks is answered', async ({ room, socket }) => {
    const seen = []
    room.on('pick', data => seen.push(data))
    const off = room.answer('pick', ({ of }) => of[1])
    room.answer('later', async card => {
      await null
      return card + 1
    })
    room.answer('nothing', () => {})
    const asked = async (action, data, seq) => {
      socket.receive({ action, data, seq, ask: true }, { action, data, seq, ask: true })
      await settle()
      return socket.take().flat().find(({ action }) => action === '$reply')
    }
    assert.deepEqual(await asked('pick', { of: [7, 8] }, 1), { action: '$reply', data: { re: 1, ok: 8 }, seq: 1 })
    assert.deepEqual(await asked('later', 4, 2), { action: '$reply', data: { re: 2, ok: 5 }, seq: 2 })
    assert.deepEqual(await asked('nothing', 4, 3), { action: '$reply', data: { re: 3, ok: null }, seq: 3 })
    off()
    const { data: { re, error } } = await asked('pick', { of: [7, 8] }, 4)
    assert.deepEqual([re, error.code], [4, 'unknown_action'])
    assert.deepEqual(seen, [])
    outcomeOf(room.deliver('next'))
    assert.equal(socket.take().flat().at(-1).seq, 5, 'replies are reliable too')
  })

  delivers('the last function for an action answers, until it is taken off', async ({ room, socket }) => {
    const off = room.answer('pick', () => 'old')
    const offNew = room.answer('pick', () => 'new')
    off()
    socket.receive({ action: 'pick', seq: 1, ask: true })
    await settle()
    offNew()
    socket.receive({ action: 'pick', seq: 2, ask: true })
    await settle()
    assert.deepEqual(socket.take().flat().filter(({ data }) => data.re).map(({ data }) => data.ok ?? data.error.code),
      ['new', 'unknown_action'])
  })
}

const replies = socket => socket.take().flat().filter(({ action }) => action === '$reply').map(({ data }) => data)

test('an answer refuses by Refused, any other failure is the page\'s own', async t => {
  const reported = t.mock.method(console, 'error', () => {})
  const { room, socket } = await joined()
  let seq = 0
  const coded = Object.assign(new Error('why'), { code: 'no_gold' })
  const failures = [coded, new Refused({ code: 'busy', message: 'Later' }), undefined, 'x', new Refused({ code: 'gone' })]
  room.answer('pick', i => { throw failures[i] })
  room.answer('later', async i => { throw failures[i] })
  for (const action of ['pick', 'later']) {
    failures.forEach((_, data) => socket.receive({ action, data, seq: ++seq, ask: true }))
    await settle()
    assert.deepEqual(replies(socket).map(({ error }) => error), [
      { code: 'handler_failed' }, { code: 'busy', message: 'Later' }, { code: 'handler_failed' }, { code: 'handler_failed' },
      { code: 'gone', message: 'gone' },
    ])
  }
  assert.equal(reported.mock.callCount(), 6)
})

test('an answer that cannot travel fails', async t => {
  const reported = t.mock.method(console, 'error', () => {})
  const { room, socket } = await joined()
  room.answer('pick', big => big ? 'x'.repeat(20_000) : 1n)
  socket.receive({ action: 'pick', data: true, seq: 1, ask: true }, { action: 'pick', data: false, seq: 2, ask: true })
  await settle()
  assert.deepEqual(replies(socket), [1, 2].map(re => ({ re, error: { code: 'handler_failed' } })))
  assert.deepEqual(reported.mock.calls.map(call => call.arguments[0].name), ['RangeError', 'TypeError'])
})

test('an answer for which there is no room is reported', async t => {
  const reported = t.mock.method(console, 'error', () => {})
  const { room, socket } = await joined()
  room.answer('pick', () => 1)
  for (let i = 0; i < 256; i++) outcomeOf(room.deliver('a'))
  socket.take()
  socket.receive({ action: 'pick', seq: 1, ask: true })
  await settle()
  assert.deepEqual(replies(socket), [])
  assert.equal(reported.mock.calls.at(-1).arguments[0].reason, 'overflow')
  assert.equal(room.status.latest.state, 'connected')
})

test('an answer that is ready after the room was closed goes nowhere', async () => {
  const { room, socket } = await joined()
  let answer
  room.answer('pick', () => new Promise(resolve => { answer = resolve }))
  socket.receive({ action: 'pick', seq: 1, ask: true })
  await settle()
  room.close()
  answer(1)
  await settle()
  assert.deepEqual(replies(socket), [])
})

test('a subscriber that throws has heard it all the same', async t => {
  const reported = t.mock.method(console, 'error', () => {})
  const { room, socket } = await joined()
  let heard = 0
  room.on('deal', () => { heard++; throw new Error('mine') })
  socket.receive({ action: 'deal', seq: 1 })
  socket.receive({ action: 'deal', seq: 1 })
  await settle()
  assert.equal(heard, 1)
  assert.equal(reported.mock.callCount(), 1)
  assert.equal(room.status.latest.state, 'connected')
})

for (const envelope of [
  { action: '$ack', data: {} }, { action: '$ack' }, { action: '$reply', seq: 1 }, { action: 'deal', seq: -1, ask: true },
  { action: 'deal', ask: true }, { action: 'deal', seq: 1.5 }, { action: 'deal', seq: 'x' },
]) {
  test(`a protocol error: ${JSON.stringify(envelope)}`, async () => {
    const { room, socket } = await joined({ codec: 'json' })
    socket.receive(envelope)
    assert([4011, undefined].includes(socket.closed?.code))
    assert.equal(socket.closed?.code ?? 'dropped', envelope.seq === -1 ? 'dropped' : 4011)
    assert.equal(room.status.latest.state, envelope.seq === -1 ? 'connected' : 'closed')
  })
}
