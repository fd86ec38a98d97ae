// A server's end of a socket, and time that passes only when a test says so.

import { mock } from 'node:test'
import { server } from './cbor.mjs'
import { connect } from '../../main/resources/dev/playflux/playflux.js'

export const EPOCH = 1_700_000_000_000

/** What the server speaks unless a test says otherwise: CODEC=cbor runs the same tests over it. */
export const CODEC = process.env.CODEC ?? 'json'

let elapsed, late, timers, ids

/** Lets everything run that needs no time. */
const settle = async () => {
  for (let i = 0; i < 12; i++) await null
}

export const time = {
  start() {
    elapsed = late = ids = 0
    timers = new Map()
    time.random = () => 0.9
    FakeSocket.all = []
    mock.method(globalThis, 'setTimeout', (task, ms) => {
      timers.set(++ids, { task, due: elapsed + (ms < 2 ** 31 ? ms : 0) }) // as browsers do
      return ids
    })
    mock.method(globalThis, 'clearTimeout', id => { timers.delete(id) })
    mock.method(performance, 'now', () => 1000 + elapsed + late)
    mock.method(Date, 'now', () => EPOCH + elapsed + late)
    mock.method(Math, 'random', () => time.random())
  },
  stop() {
    mock.restoreAll()
  },
  /** Time passes, and timers fire when they are due. */
  async pass(ms) {
    await settle()
    const end = elapsed + ms
    for (;;) {
      const [id, next] = [...timers].reduce((a, b) => b[1].due < a[1].due ? b : a, [0, { due: Infinity }])
      if (next.due > end) break
      elapsed = next.due
      timers.delete(id)
      next.task()
      await settle()
    }
    elapsed = end
    await settle()
  },
  /** Time passes, but no timer fires: all of them are late by so much from now on, as in a throttled or frozen tab. */
  stall(ms) {
    late += ms
  },
  now: () => performance.now(),
  /** How many timers wait. */
  get timers() { return timers.size },
}

export class FakeSocket {
  static all = []
  static get last() { return FakeSocket.all.at(-1) }

  readyState = 0
  bufferedAmount = 0
  protocol = ''
  sent = []
  closed = undefined
  #cbor = server()

  constructor(url, protocols) {
    this.url = url
    this.protocols = protocols
    FakeSocket.all.push(this)
  }

  // The browser's side

  send(text) {
    if (this.readyState === 0) throw new DOMException('still connecting', 'InvalidStateError')
    if (this.readyState === 1) this.sent.push(text)
  }
  close(code, reason = '') {
    if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
      throw new DOMException(`code ${code}`, 'InvalidAccessError')
    }
    if (new TextEncoder().encode(reason).length > 123) throw new DOMException('reason too long', 'SyntaxError')
    if (this.readyState > 1) return
    this.readyState = 2
    this.closed = { code, reason }
  }

  // The server's side

  accept(protocol = this.protocols.find(name => name.endsWith(CODEC)) ?? this.protocols[0]) {
    this.readyState = 1
    this.protocol = protocol
    this.onopen?.({})
  }
  receive(...envelopes) {
    if (this.protocol === 'playflux.v1.cbor') this.text(this.#cbor.encode(envelopes))
    else this.text(JSON.stringify(envelopes.length === 1 ? envelopes[0] : envelopes))
  }
  text(data) {
    this.onmessage?.({ data })
  }
  end(code = 1006, reason = '') {
    if (this.readyState === 3) return
    this.readyState = 3
    if (code === 1006) this.onerror?.({})
    this.onclose?.({ code, reason })
  }
  /** The messages since the last take, each a list of envelopes; without those that only ping. */
  take() {
    return this.sent.splice(0)
      .map(message => typeof message === 'string' ? JSON.parse(message) : this.#cbor.decode(message))
      .map(message => Array.isArray(message) ? message : [message])
      .map(message => message.filter(({ action }) => action !== '$ping'))
      .filter(message => message.length)
  }
}

export const welcome = data => ({
  action: '$welcome',
  data: {
    session: 's1', player: 'p1', room: 'r1', game: 'tag', resumed: false, seq: 0, tick: 1, tickMs: 50,
    time: EPOCH, limits: { messageBytes: 16_384, messagesPerSecond: 120, burst: 240 }, ...data,
  },
})

let tick = 0
/** A state on top of the one that this made last, or complete. */
export const state = (views, more) => {
  const base = tick
  return { action: '$state', data: { tick: ++tick, time: tick * 50, base, views, ...more } }
}
export const whole = (world, more) => state({ world: { full: world } }, { base: 0, ...more })

/** A room, and the socket that it is connected with. */
export const joined = async (options, data) => {
  tick = 0
  const connecting = connect({ url: 'ws://test/play', WebSocket: FakeSocket, ...options })
  const socket = FakeSocket.last
  socket.accept()
  socket.receive(welcome(data))
  const room = await connecting
  await time.pass(1)
  socket.take()
  return { room, socket }
}

/** The socket of the next attempt, after at most `ms`, welcomed. */
export const rejoined = async (ms = 8000, data) => {
  const before = FakeSocket.all.length
  for (let i = 0; i < ms && FakeSocket.all.length === before; i++) await time.pass(1)
  const socket = FakeSocket.last
  tick = 0
  socket.accept()
  socket.receive(welcome(data))
  await time.pass(1)
  return socket
}

/** What a stream gives, as a list that grows. */
export const record = stream => {
  const values = []
  stream.subscribe(value => values.push(value))
  return values
}

/** What is reported instead of thrown. */
export const reports = () => {
  const errors = []
  mock.method(console, 'error', error => errors.push(error))
  return errors
}
