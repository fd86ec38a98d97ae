import { afterEach, beforeEach, test } from 'node:test'
import assert from 'node:assert/strict'
import { connect, Disconnected, PlayfluxError, Refused } from '../../main/resources/dev/playflux/playflux.js'
import { EPOCH, FakeSocket, joined, record, state, time, welcome, whole } from './fake.mjs'

beforeEach(time.start)
afterEach(() => {
  time.stop()
  delete globalThis.location
  delete globalThis.WebSocket
})

const opened = (options, protocol) => {
  const connecting = connect({ url: 'ws://test/play', WebSocket: FakeSocket, ...options })
  connecting.catch(() => {}) // each test awaits it when it is due
  FakeSocket.last.accept(protocol)
  return { connecting, socket: FakeSocket.last }
}

for (const [url, page, expected] of [
  [undefined, 'https://play.example/lobby/index.html?x#y', 'wss://play.example/play'],
  [undefined, 'http://localhost:8080/', 'ws://localhost:8080/play'],
  ['/other', 'https://play.example:8443/', 'wss://play.example:8443/other'],
  ['nested', 'http://play.example/a/b', 'ws://play.example/a/nested'],
  ['http://far.example/play', 'https://play.example/', 'ws://far.example/play'],
  ['https://far.example/play', undefined, 'wss://far.example/play'],
  ['ws://far.example:9000', undefined, 'ws://far.example:9000/'],
  ['wss://far.example/x', undefined, 'wss://far.example/x'],
]) {
  test(`url ${url} on the page ${page} is ${expected}`, () => {
    if (page) globalThis.location = new URL(page)
    connect({ url, WebSocket: FakeSocket })
    assert.equal(FakeSocket.last.url, expected)
    assert.deepEqual(FakeSocket.last.protocols, ['playflux.v1.cbor', 'playflux.v1.json'])
  })
}

test('a relative url without a page is refused', async () => {
  await assert.rejects(connect({ WebSocket: FakeSocket }), TypeError)
})

test('the global WebSocket is the default, and its absence an error', async () => {
  await assert.rejects(connect({ url: 'ws://test/play' }), TypeError)
  globalThis.WebSocket = FakeSocket
  connect({ url: 'ws://test/play' })
  assert.equal(FakeSocket.all.length, 1)
})

test('a WebSocket that throws rejects', async () => {
  const WebSocket = function () { throw new DOMException('no', 'SyntaxError') }
  await assert.rejects(connect({ url: 'ftp://test/', WebSocket }), { name: 'SyntaxError' })
})

test('hello says what was given and nothing else', () => {
  const { socket } = opened()
  assert.deepEqual(socket.take(), [[{ action: '$hello', data: { acks: true, client: 'playflux.js' } }]])
  const all = {
    game: 'tag', room: 'r7', options: { name: 'Ada' }, spectate: true, token: 'secret', client: 'bot/2', acks: false,
  }
  const other = opened({ ...all, reconnect: false, timeoutMs: 5 })
  assert.deepEqual(other.socket.take(), [[{ action: '$hello', data: all }]])
})

test('hello is as it was at the call', async () => {
  const options = { name: 'Ada' }
  connect({ url: 'ws://test/play', WebSocket: FakeSocket, options }).catch(() => {})
  options.name = 'Eve'
  FakeSocket.last.accept()
  assert.equal(FakeSocket.last.take()[0][0].data.options.name, 'Ada')
  await assert.rejects(connect({ url: 'ws://test/play', WebSocket: FakeSocket, options: { big: 1n } }), TypeError)
})

test('the room says who and where we are', async () => {
  const { room } = await joined()
  const { player, id, game, session, rtt } = room
  assert.deepEqual({ player, id, game, session, rtt },
    { player: 'p1', id: 'r1', game: 'tag', session: 's1', rtt: undefined })
  assert.deepEqual(room.status.latest, { state: 'connected', player: 'p1', resumed: false })
})

test('a welcome that does not say resumed is none', async () => {
  const { room } = await joined({}, { resumed: undefined })
  assert.equal(room.status.latest.resumed, false)
})

test('an endpoint without rooms has neither player nor room', async () => {
  const { room, socket } = await joined({}, { player: undefined, room: undefined, game: undefined, tickMs: undefined })
  assert.equal(room.player, undefined)
  assert.equal(room.id, undefined)
  room.input('a', 1)
  room.input('a', 2)
  assert.equal(socket.take().length, 2, 'and no ticks to wait for')
})

test('nothing that comes with the welcome is missed, however late the caller awakes', async () => {
  const slow = async () => (await (async () => await opened().connecting)())
  const waiting = slow()
  const socket = FakeSocket.last
  const heard = []
  waiting.then(room => {
    room.on('chat', text => heard.push(text))
    room.frames.subscribe(({ tick }) => heard.push(tick))
  })
  socket.receive(welcome(), { action: 'chat', data: 'one' }, whole({}, { tick: 5 }))
  socket.receive({ action: 'chat', data: 'two' })
  assert.deepEqual(heard, [])
  await time.pass(1)
  assert.deepEqual(heard, ['one', 5, 'two'])
  socket.receive({ action: 'chat', data: 'three' })
  assert.deepEqual(heard, ['one', 5, 'two', 'three'])
})

test('a socket that closes right after the welcome has still told everything', async () => {
  const { connecting, socket } = opened({ reconnect: false })
  const heard = []
  connecting.then(room => {
    room.on('chat', text => heard.push(text))
    room.status.subscribe(({ state }) => heard.push(state))
  })
  socket.receive(welcome(), { action: 'chat', data: 'one' })
  await null
  await null
  socket.end(1011)
  assert.deepEqual(heard, ['connected', 'one', 'closed'])
  await time.pass(20)
  assert.deepEqual(heard, ['connected', 'one', 'closed'])
})

test('a refused join rejects with the code of the refusal', async () => {
  const { connecting, socket } = opened({ retry: true })
  socket.receive({ action: '$error', data: { code: 'room_full', message: 'The room is full', fatal: true } })
  socket.end(4006, 'full')
  await assert.rejects(connecting, error => {
    assert(error instanceof Refused && error instanceof PlayfluxError && error instanceof Error)
    assert.equal(error.name, 'Refused')
    assert.equal(error.code, 'room_full')
    assert.equal(error.message, 'The room is full')
    assert.equal(error.fatal, true)
    assert.match(error.stack, /^Refused: The room is full/)
    return true
  })
  await time.pass(10_000)
  assert.equal(FakeSocket.all.length, 1)
})

test('a refused join rejects even if the server forgets to close', async () => {
  const { connecting, socket } = opened({ timeoutMs: 100 })
  socket.receive({ action: '$error', data: { code: 'room_full', fatal: true } })
  await time.pass(100)
  await assert.rejects(connecting, { code: 'room_full', message: 'room_full' })
  assert.deepEqual(socket.closed, { code: 4008, reason: '' })
})

test('a first connection that fails rejects at once', async () => {
  const connecting = connect({ url: 'ws://test/play', WebSocket: FakeSocket })
  FakeSocket.last.end(1006)
  await assert.rejects(connecting, error => {
    assert(error instanceof Disconnected && error instanceof PlayfluxError)
    assert.equal(error.name, 'Disconnected')
    assert.equal(error.code, 1006)
    assert.equal(error.reason, '')
    assert.equal(error.fatal, true)
    assert.equal(error.message, 'Not connected to ws://test/play (1006)')
    return true
  })
  await time.pass(10_000)
  assert.equal(FakeSocket.all.length, 1)
})

test('a reason is part of the message', async () => {
  const { connecting, socket } = opened()
  socket.end(1001, 'going away')
  await assert.rejects(connecting, {
    message: 'Not connected to ws://test/play (1001: going away)', reason: 'going away',
  })
})

test('with retry the first connection is tried until it is welcomed', async () => {
  const connecting = connect({ url: 'ws://test/play', WebSocket: FakeSocket, retry: true, reconnect: false })
  FakeSocket.last.end(1006)
  await time.pass(250)
  assert.equal(FakeSocket.all.length, 2)
  FakeSocket.last.accept()
  FakeSocket.last.receive({ action: '$error', data: { code: 'overloaded', message: 'later', fatal: true } })
  FakeSocket.last.end(1013)
  await time.pass(500)
  assert.equal(FakeSocket.all.length, 3)
  FakeSocket.last.accept()
  FakeSocket.last.receive(welcome())
  assert.equal((await connecting).player, 'p1')
})

test('with retry a final close rejects all the same', async () => {
  const { connecting, socket } = opened({ retry: true })
  socket.end(4001)
  await assert.rejects(connecting, { code: 4001 })
})

test('a server that says nothing is given up', async () => {
  const { connecting, socket } = opened({ timeoutMs: 700 })
  await time.pass(699)
  assert.equal(socket.closed, undefined)
  await time.pass(1)
  assert.deepEqual(socket.closed, { code: 4008, reason: '' })
  await assert.rejects(connecting, { code: 4008, reason: 'no $welcome within 700 ms' })
})

test('a socket that never opens is given up after 10 s', async () => {
  const connecting = connect({ url: 'ws://test/play', WebSocket: FakeSocket })
  connecting.catch(() => {})
  await time.pass(9999)
  assert.equal(FakeSocket.last.closed, undefined)
  await time.pass(1)
  await assert.rejects(connecting, { code: 4008 })
  FakeSocket.last.onerror({}) // what `ws` emits then; without a listener it would throw
})

test('a server without the sub-protocol is not ours', async () => {
  const { connecting, socket } = opened({}, '')
  assert.equal(socket.closed.code, 4011)
  await assert.rejects(connecting, { code: 4011, reason: 'protocol error: sub-protocol ""' })
})

const chat = { action: 'chat' }
for (const [what, ...texts] of [
  ['no JSON', '{'],
  ['an empty text', ''],
  ['binary', new ArrayBuffer(4)],
  ['null', 'null'],
  ['a number', '7'],
  ['an object without an action', '{}'],
  ['an action that is no string', '{"action":7}'],
  ['an empty array', '[]'],
  ['65 envelopes', JSON.stringify(Array(65).fill(chat))],
  ['an array in an array', '[[{"action":"chat"}]]'],
  ['a string in an array', '["chat"]'],
  ['a second welcome', JSON.stringify(welcome())],
  ['an error without data', '{"action":"$error"}'],
  ['a state without data', '{"action":"$state"}'],
  ['a state without a tick', '{"action":"$state","data":{"base":0,"time":1}}'],
  ['a state of tick 0', '{"action":"$state","data":{"base":0,"time":1,"tick":0}}'],
  ['a state of tick 1.5', '{"action":"$state","data":{"base":0,"time":1,"tick":1.5}}'],
  ['a state of tick "1"', '{"action":"$state","data":{"base":0,"time":1,"tick":"1"}}'],
  ['a state without time', '{"action":"$state","data":{"base":0,"tick":1}}'],
  ['the same tick twice', JSON.stringify(whole(1, { tick: 3 })), JSON.stringify(whole(1, { tick: 3 }))],
  ['an older tick', JSON.stringify(whole(1, { tick: 3 })), JSON.stringify(whole(1, { tick: 2 }))],
  ['a ping without data', '{"action":"$ping"}'],
  ['a pong without data', '{"action":"$pong"}'],
  ['a pong without times', '{"action":"$pong","data":{}}'],
]) {
  test(`a server that sends ${what} is left with 4011, for good`, async () => {
    const { room, socket } = await joined()
    const frames = record(room.frames)
    for (const text of texts) socket.text(text)
    assert.deepEqual(socket.closed, { code: 4011, reason: '' })
    assert.equal(room.status.latest.state, 'closed')
    assert.equal(room.status.latest.code, 4011)
    assert.match(room.status.latest.reason, /^protocol error: ./)
    assert.equal(frames.length, texts.length - 1)
    await time.pass(10_000)
    assert.equal(FakeSocket.all.length, 1)
  })
}

test('what comes after a bad envelope is not handled', async () => {
  const { room, socket } = await joined()
  const heard = []
  room.on('chat', text => heard.push(text))
  socket.receive({ action: 'chat', data: 1 }, {}, { action: 'chat', data: 2 })
  socket.receive({ action: 'chat', data: 3 })
  assert.deepEqual(heard, [1])
})

for (const envelope of [chat, state({}), { action: '$welcome' }, { action: '$welcome', data: { session: 's' } }]) {
  test(`a server that begins with ${JSON.stringify(envelope)} is left`, async () => {
    const { connecting, socket } = opened({ retry: true })
    socket.receive(envelope)
    assert.equal(socket.closed.code, 4011)
    await assert.rejects(connecting, { code: 4011 })
  })
}

test('64 envelopes are fine, and so is every $ name that we do not know', async () => {
  const { room, socket } = await joined()
  let heard = 0
  room.on('chat', () => heard++)
  socket.receive(...Array(64).fill(chat))
  socket.receive({ action: '$later', data: { a: 1 } }, { action: '$ack', data: { seq: 0 } })
  socket.receive({ action: '$toString' }, chat)
  assert.equal(heard, 65)
  assert.equal(room.status.latest.state, 'connected')
})

test('a ping or an unknown $ name may come before the welcome', async () => {
  const { connecting, socket } = opened()
  socket.take()
  socket.receive({ action: '$ping', data: { t: 1.25 } }, { action: '$later' })
  assert.deepEqual(socket.take(), [[{ action: '$pong', data: { t: 1.25, time: EPOCH } }]])
  socket.receive(welcome())
  assert.equal((await connecting).id, 'r1')
})

test('a room is no promise, so that it can be returned from async functions', async () => {
  const { room } = await joined()
  assert.equal(room.then, undefined)
  assert.equal(await room, room)
})

test('a codec may be asked for, and must be one', async () => {
  for (const codec of ['cbor', 'json']) {
    connect({ url: 'ws://test/play', WebSocket: FakeSocket, codec })
    assert.deepEqual(FakeSocket.last.protocols, [`playflux.v1.${codec}`])
  }
  await assert.rejects(connect({ url: 'ws://test/play', WebSocket: FakeSocket, codec: 'xml' }), TypeError)
})
