/**
 * Playflux in the browser: a plain ES module without dependencies or a build step. Its API is documented in
 * playflux.d.ts, the wire in docs/PROTOCOL.md; (§4) in a comment names a section there.
 *
 * From the bottom up: errors, streams, the codec, patches, clocks, one connection (`open`), and the room that outlives
 * its connections (`connect`).
 */

/** Closes after which a client does not come back by itself (§8). */
const FINAL = new Set([1000, 1002, 1003, 1007, 1008, 1009, 4001, 4003, 4004, 4005, 4006, 4009, 4010, 4011])
const SILENT = 4008, PROTOCOL_ERROR = 4011

/** Acknowledgements are at least so far apart unless they ride along: §4 allows 100 ms, timers need some of it. */
const ACK_MS = 80

/** Local time in ms: monotonic, so that a corrected wall clock does not shake the picture. */
const now = () => performance.now()

// Errors

export class PlayfluxError extends Error {
  get name() { return 'PlayfluxError' }

  constructor(message, code, fatal) {
    super(message)
    this.code = code
    this.fatal = fatal
  }
}

export class Refused extends PlayfluxError {
  get name() { return 'Refused' }

  constructor({ code, message, action, re, input, fatal }) {
    super(message ?? code, code, fatal === true)
    Object.assign(this, { action, re, input })
  }
}

export class Disconnected extends PlayfluxError {
  get name() { return 'Disconnected' }

  constructor(url, code, reason, fatal) {
    super(`Not connected to ${url} (${code}${reason && `: ${reason}`})`, code, fatal)
    this.reason = reason
  }
}

/** For what the server gets wrong. */
const demand = (condition, message) => {
  if (!condition) throw new Error(message)
}

// Streams

/** A subscriber that throws must stop neither the others nor us: its error surfaces on its own. */
const guarded = (listener, value) => {
  try {
    listener(value)
  } catch (error) {
    queueMicrotask(() => (globalThis.reportError ?? console.error)(error))
  }
}

/** What we hold of a stream; `stream` is what others see. With `replay` it has a latest value, else it is events. */
const source = (replay = true) => {
  const subscribers = new Set()
  let latest, turn = 0, ended = false

  const attach = (listener, ending) => {
    const subscriber = { listener, ending, born: turn }
    subscribers.add(subscriber)
    if (latest !== undefined) guarded(listener, latest)
    if (ended) leave()
    return () => { subscribers.delete(subscriber) }
  }
  const set = value => {
    turn++
    latest = value
  }
  const notify = value => {
    for (const { listener, born } of subscribers) {
      if (born !== turn) guarded(listener, value) // else subscribed meanwhile, with this value
    }
  }
  const leave = () => {
    for (const { ending } of subscribers) ending?.()
    subscribers.clear()
  }
  return {
    stream: {
      get latest() { return latest },
      subscribe: listener => attach(listener),
      [Symbol.asyncIterator]: () => iterate(attach),
    },
    set, // apart from notify(), so that all the streams of a tick change before any is told
    notify,
    emit(value) {
      set(replay ? value : undefined)
      notify(value)
    },
    end() {
      ended = true
      leave()
    },
  }
}

/** Holds the latest value only: a slow consumer skips, nothing is queued. */
const iterate = attach => {
  let value, fresh = false, over = false, wake = () => {}, line = Promise.resolve()
  const off = attach(
    next => { value = next; fresh = true; wake() },
    () => { over = true; wake() },
  )
  const step = async () => {
    if (!fresh && !over) await new Promise(resolve => { wake = resolve })
    const done = !fresh
    fresh = false
    return { done, value: done ? undefined : value }
  }
  return {
    next: () => line = line.then(step),
    async return(value) {
      off()
      over = true
      fresh = false
      wake() // whoever still waits in next()
      return { done: true, value }
    },
    [Symbol.asyncIterator]() { return this },
  }
}

// The codec: one by the name of its sub-protocol. A piece is one encoded envelope; pack() makes a message of some.

const POISON = new Set(['__proto__', 'constructor', 'prototype'])
/** Such a name may be in this text, perhaps escaped: \u005f is "_", \u0063 "c", \u0070 "p". */
const SUSPECT = /__proto__|constructor|prototype|\\u00[567]/
const unpoisoned = (name, value) => POISON.has(name) ? undefined : value
const utf8 = new TextEncoder()

const CODECS = {
  'playflux.v1.json': {
    encode: envelope => JSON.stringify(envelope),
    size: piece => utf8.encode(piece).length,
    pack: pieces => pieces.length > 1 ? `[${pieces}]` : pieces[0],
    decode(text) {
      const message = SUSPECT.test(text) ? JSON.parse(text, unpoisoned) : JSON.parse(text)
      if (!Array.isArray(message)) return [message]
      demand(message.length && message.length <= 64, `${message.length} envelopes in a message`)
      return message
    },
  },
}

// Patches (§4)

/** A copy of `value` with `patch` applied. What the patch does not name is shared; `value` stays as it is. */
const patched = (value, { del = [], len, set = {}, in: inner = {} }) => {
  const list = Array.isArray(value)
  const copy = list ? value.slice() : { ...value }
  const held = name => {
    demand(Object.hasOwn(copy, name) && !(list && name === 'length'), `nothing at ${name}`)
    return name
  }
  demand(list ? !del.length : value && typeof value === 'object' && len === undefined, 'a patch of another kind')
  if (len !== undefined) {
    copy.length = len
    if (len > value.length) copy.fill(null, value.length)
  }
  for (const name of del) if (!POISON.has(name)) delete copy[held(name)]
  for (const [name, member] of Object.entries(set)) copy[list ? held(name) : name] = member
  for (const [name, patch] of Object.entries(inner)) copy[held(name)] = patched(copy[name], patch)
  return copy
}

/** The views of one connection, as of the state applied last. */
const replica = () => {
  let views = {}, seen = 0, applied = 0, lost = false

  const compose = (base, sections) => {
    const next = { __proto__: null, ...base } // a view may be called "toString"
    for (const [name, section] of Object.entries(sections)) {
      if (section.gone) delete next[name]
      else next[name] = 'full' in section ? section.full : patched(next[name], section.patch)
    }
    return next
  }
  return {
    get tick() { return applied },

    /** The frame that a `$state` makes, if it makes one; else `resync` is called, once until a complete state comes. */
    accept({ tick, time, base, input, views: sections = {} }, resync) {
      demand(Number.isSafeInteger(tick) && tick > seen && Number.isFinite(time), 'a $state out of order')
      seen = tick
      const complete = base === 0
      if (lost && !complete) return
      lost = true
      try {
        demand(complete || base === applied, 'a $state on top of another')
        views = compose(complete ? {} : views, sections)
      } catch {
        return resync()
      }
      lost = false
      const first = !applied
      applied = tick
      return { frame: { tick, time, input, world: views.world, views }, first }
    },
  }
}

// Clocks

/** The server's wall clock, by the quickest of the latest pings: the less a ping took, the less it can be wrong. */
const serverClock = () => {
  let samples, best, rtt
  return {
    get rtt() { return rtt },
    now: () => now() + best.ahead,
    local: time => time - best.ahead,

    /** Late by one way, which is good enough until a ping is answered. */
    start(time) {
      samples = []
      best = { ahead: time - now() }
    },
    sample(took, time) {
      rtt = rtt === undefined ? took : rtt + (took - rtt) / 8
      samples = [...samples.slice(-9), { took, ahead: time + took / 2 - now() }]
      best = samples.reduce((a, b) => b.took < a.took ? b : a)
    },
  }
}

/**
 * About a second of frames, for drawing between them. Frames carry game time; the local time at which a game time is
 * due is that plus `lag`, the smallest (arrival - game time) of the frames held: what came quickest says how late the
 * others were. The quickest way here is part of it, so drawing 100 ms ago tolerates 100 ms of jitter at any latency.
 */
const timeline = () => {
  let held = [], paused = false, lag = 0
  return {
    add(frame, first) {
      const at = now(), last = held.at(-1)
      if (first) {
        held = [] // another connection, perhaps another game's time
        paused = false
      } else if (frame.time === last.frame.time) {
        paused = true // game time stands still: its lag grows, and is measured anew afterwards
      } else if (paused) {
        held = [last]
        paused = false
      }
      held.push({ frame, at, lag: paused ? Infinity : at - frame.time })
      while (held.length > 64 || held.length > 2 && held[1].at < at - 1000) held.shift()
      if (!paused) lag = Math.min(...held.map(entry => entry.lag))
    },
    between(local) {
      if (!held.length) return
      const time = local - lag
      const next = held.findIndex(({ frame }) => frame.time > time)
      const frameTo = held.at(next).frame // -1, beyond the newest, is the newest
      const frameFrom = next > 0 ? held[next - 1].frame : frameTo
      const t = next > 0 ? (time - frameFrom.time) / (frameTo.time - frameFrom.time) : next < 0 ? 1 : 0
      return { from: frameFrom.world, to: frameTo.world, t, frameFrom, frameTo }
    },
  }
}

// One connection

/** Serves one socket from `$hello` to its end and tells `room` what happens; what outlives the socket is kept there. */
const open = ({ url, WebSocket, hello, timeoutMs }, room) => {
  const socket = new WebSocket(url, Object.keys(CODECS))
  const state = replica(), timers = {}
  let codec, limit = 16_384, welcomed = false, over = false, held, refusal
  let acked = 0, ackedAt = 0, heard, due, beats = 0

  const later = (name, ms, task) => {
    timers[name] ??= setTimeout(() => {
      timers[name] = undefined
      task()
    }, ms)
  }

  // Out

  const protocol = (action, data) => codec.encode({ action, data })
  const unacknowledged = () => hello.acks && state.tick > acked

  /** In as few messages as the limits allow, behind the acknowledgement if one is due. */
  const write = (...pieces) => {
    if (socket.readyState !== 1) return // closing: what is handled now came before, and the browser would complain
    if (unacknowledged()) {
      acked = state.tick
      ackedAt = now()
      pieces.unshift(protocol('$ack', { tick: acked }))
    }
    let batch = [], size = 1
    for (const piece of pieces) {
      const bytes = codec.size(piece) + 1
      if (batch.length === 64 || batch.length && size + bytes > limit) {
        socket.send(codec.pack(batch))
        batch = []
        size = 1
      }
      batch.push(piece)
      size += bytes
    }
    if (batch.length) socket.send(codec.pack(batch))
  }

  /** After each message, and by the timer only if the last one is recent: in background tabs timers come late. */
  const acknowledge = () => {
    if (over || !unacknowledged()) return
    const wait = ackedAt + ACK_MS - now()
    if (wait > 0) later('ack', wait, () => write())
    else write()
  }

  /** Returns what its `$pong` will bring back. */
  const ping = () => {
    const t = now()
    write(protocol('$ping', { t }))
    return t
  }

  /** Follows the server's clock and notices silence (§7). */
  const pulse = () => {
    const at = now()
    // A timer that is late itself, in a frozen tab say, proves nothing: ask once more.
    if (at - heard >= 15_000 && at - due < 2000) return end(SILENT, 'nothing heard for 15 s')
    ping()
    due = Math.min(at + (++beats < 4 ? 250 : 5000), Math.max(heard + 15_000, at + 1000))
    later('pulse', due - at, pulse)
  }

  // In

  const handlers = {
    $welcome(data) {
      demand(!welcomed, 'a second $welcome')
      demand(Number.isFinite(data.time), 'a $welcome without time')
      welcomed = true
      limit = data.limits?.messageBytes ?? limit
      // Who awaits connect() shall have subscribed before the rest is told, even what came in the same message.
      held = []
      later('release', 0, release)
      pulse()
      room.welcomed(data, codec, limit)
    },
    $state(data) {
      const step = state.accept(data, () => write(protocol('$resync')))
      if (step) room.advanced(step)
    },
    $error(data) {
      const error = new Refused(data)
      if (error.fatal) refusal = error // a close follows, and its code decides what comes next
      room.refused(error)
    },
    $ping: ({ t }) => write(protocol('$pong', { t, time: Date.now() })),
    $pong({ t, time }) {
      const took = now() - t
      demand(Number.isFinite(took + time), 'a $pong without times')
      room.ponged(t, took, time)
    },
    $bye: data => end(1000, data?.reason),
    $move: (data, envelope) => room.told(envelope),
  }

  const receive = envelope => {
    const { action } = envelope
    demand(typeof action === 'string', 'an envelope without an action')
    demand(welcomed || action[0] === '$' && action !== '$state', `${action} before $welcome`)
    envelope.data ??= null
    if (action[0] !== '$') room.told(envelope)
    else handlers[action]?.(envelope.data, envelope)
  }

  /** Whatever throws in here is the server's fault: subscribers are guarded. */
  const handle = envelopes => {
    try {
      for (const envelope of envelopes()) {
        if (held) held.push(envelope)
        else if (!over) receive(envelope)
      }
    } catch (error) {
      end(PROTOCOL_ERROR, `protocol error: ${error.message}`)
    }
    acknowledge()
  }
  const release = () => {
    const envelopes = held
    held = undefined
    handle(() => envelopes)
  }

  // The end

  const stop = () => {
    over = true
    Object.values(timers).forEach(clearTimeout)
  }
  /** The socket's own close, or ours. */
  const end = (code, reason = '') => {
    if (over) return
    stop()
    if (socket.readyState < 2) socket.close(code)
    room.lost(code, refusal?.code ?? reason, refusal)
  }

  socket.onopen = () => {
    codec = CODECS[socket.protocol]
    if (codec) write(protocol('$hello', hello))
    else end(PROTOCOL_ERROR, `protocol error: sub-protocol "${socket.protocol}"`)
  }
  socket.onmessage = ({ data }) => {
    heard = now()
    handle(() => codec.decode(data))
  }
  socket.onclose = ({ code, reason }) => {
    if (held) release()
    end(code, reason)
  }
  socket.onerror = () => {} // the close says as much
  later('welcome', timeoutMs, () => welcomed || end(SILENT, `no $welcome within ${timeoutMs} ms`))

  return {
    write,
    ready: () => welcomed && !over && socket.readyState === 1,
    clogged: () => socket.bufferedAmount > 65_536,
    ping,

    /** The server closes after `$bye`; if it does not, we do (§3). */
    leave(pieces, reason) {
      if (over) return
      stop()
      if (socket.readyState !== 1) return socket.close()
      write(...pieces, protocol('$bye', { reason }))
      const timer = setTimeout(() => socket.close(1000), 1000)
      socket.onclose = () => clearTimeout(timer)
    },
  }
}

// The room

const ACTION = /^[A-Za-z_][\w.:-]{0,63}$/

/** Continuous input: once per tick the latest of each action, in the order of their numbers. */
const pacer = encode => {
  const waiting = new Map()
  let link, tickMs = 0, count = 0, sentAt = -Infinity, timer

  const take = () => {
    const pieces = [...waiting.values()].map(({ piece }) => piece)
    waiting.clear()
    return pieces
  }
  const flush = () => {
    clearTimeout(timer)
    if (!waiting.size || !link.ready()) return
    const wait = link.clogged() ? 50 : sentAt + tickMs - now()
    if (wait > 0) {
      timer = setTimeout(flush, wait)
    } else {
      sentAt = now()
      link.write(...take())
    }
  }
  return {
    /** What replaces a waiting input takes its number. */
    put(action, data) {
      const number = waiting.get(action)?.number ?? count + 1
      waiting.set(action, { number, piece: encode(action, data, number) })
      count = Math.max(count, number)
      flush()
      return number
    },
    use(newLink, newTickMs = 0) {
      link = newLink
      tickMs = newTickMs
      flush()
    },
    /** For good: what still waits. */
    stop() {
      clearTimeout(timer)
      return take()
    },
  }
}

/** Runs `task` in `delay` ms, or at once when the network or the user comes back. Returns its cancel. */
const patiently = (delay, task) => {
  const { document } = globalThis
  const go = () => {
    cancel()
    task()
  }
  const seen = () => document.visibilityState === 'visible' && go()
  const timer = setTimeout(go, delay)
  globalThis.addEventListener?.('online', go)
  document?.addEventListener('visibilitychange', seen)
  const cancel = () => {
    clearTimeout(timer)
    globalThis.removeEventListener?.('online', go)
    document?.removeEventListener('visibilitychange', seen)
  }
  return cancel
}

const address = url => {
  const address = new URL(url, globalThis.location?.href)
  address.protocol = address.protocol.replace('http', 'ws')
  return address.href
}

export const connect = ({
  url: path = '/play', game, room: id, options, spectate, token, client = 'playflux.js', acks = true,
  WebSocket = globalThis.WebSocket, reconnect = true, retry = false, timeoutMs = 10_000,
} = {}) => new Promise((resolve, reject) => {
  const url = address(path)
  // As of now, for all reconnects; what JSON cannot say is refused here.
  const hello = JSON.parse(JSON.stringify({ game, room: id, options, spectate, token, client, acks }))
  const status = source(), errors = source(false), frames = source(), views = new Map(), listeners = new Map()
  const pings = new Set(), clock = serverClock(), history = timeline()
  let link, codec, limit, welcome, since, attempts = 0, giveUp, closed = false

  /** Refuses at the call what the server would close the connection for. */
  const encode = (action, data, input) => {
    if (typeof action !== 'string' || !ACTION.test(action)) throw new TypeError(`"${action}" is no action: ${ACTION}`)
    const piece = codec.encode({ action, data, input })
    const size = codec.size(piece)
    if (size > limit) throw new RangeError(`"${action}" takes ${size} bytes, the server accepts ${limit}`)
    return piece
  }
  const inputs = pacer(encode)

  const made = (sources, name, replay) => {
    let found = sources.get(name)
    if (!found) {
      sources.set(name, found = source(replay))
      if (replay) found.set(frames.stream.latest?.views[name])
      if (closed) found.end()
    }
    return found.stream
  }

  const dial = () => {
    link = open({ url, WebSocket, hello, timeoutMs }, events)
    status.emit({ state: 'connecting', attempt: attempts })
  }
  const unanswered = (code, reason) => {
    for (const { reject } of pings) reject(new Disconnected(url, code, reason, closed))
    pings.clear()
  }
  const close = (code, reason, error) => {
    closed = true
    giveUp?.()
    inputs.stop()
    unanswered(code, reason)
    reject(error ?? new Disconnected(url, code, reason, true)) // without effect after a welcome
    status.emit({ state: 'closed', code, reason })
    for (const { end } of [status, errors, frames, ...views.values(), ...listeners.values()]) end()
  }

  const events = {
    welcomed(...got) {
      [welcome, codec, limit] = got
      since = now()
      clock.start(welcome.time)
      resolve(room)
      status.emit({ state: 'connected', player: welcome.player, resumed: welcome.resumed === true })
      inputs.use(link, welcome.tickMs)
    },
    advanced({ frame, first }) {
      history.add(frame, first)
      frames.set(frame)
      const changed = [...views].filter(([name, { stream }]) => stream.latest !== frame.views[name])
      for (const [name, { set }] of changed) set(frame.views[name])
      for (const [name, { notify }] of changed) notify(frame.views[name])
      frames.notify(frame)
    },
    told: envelope => listeners.get(envelope.action)?.emit(envelope),
    refused: errors.emit,
    ponged(t, took, time) {
      clock.sample(took, time)
      for (const ping of pings) {
        if (ping.t !== t) continue
        pings.delete(ping)
        ping.resolve(took)
      }
    },
    lost(code, reason, error) {
      if (FINAL.has(code) || !(welcome ? reconnect : retry)) return close(code, reason, error)
      unanswered(code, reason)
      if (now() - since > 5000) attempts = 0 // but a server that drops whom it welcomes is not to be hammered
      since = undefined
      const wait = Math.random() * Math.min(8000, 250 * 2 ** attempts++) // full jitter
      giveUp = patiently(wait, dial)
      status.emit({ state: 'reconnecting', attempt: attempts, in: wait, code, reason })
    },
  }

  const room = {
    get player() { return welcome.player },
    get id() { return welcome.room },
    get game() { return welcome.game },
    get session() { return welcome.session },
    get rtt() { return clock.rtt },
    status: status.stream,
    errors: errors.stream,
    frames: frames.stream,
    states: made(views, 'world', true),
    views: new Proxy(Object.freeze({}), {
      get: (_, name) =>
        typeof name === 'symbol' || name === 'then' || POISON.has(name) ? undefined : made(views, name, true),
    }),

    on: (action, listener) =>
      made(listeners, action, false).subscribe(envelope => listener(envelope.data, envelope)),
    send(action, data) {
      const piece = encode(action, data)
      const sent = link.ready() && !link.clogged()
      if (sent) link.write(piece)
      return sent
    },
    input: inputs.put,

    ping: () => new Promise((resolve, reject) => {
      const { code = 1006, reason = '' } = status.stream.latest
      if (link.ready()) pings.add({ t: link.ping(), resolve, reject })
      else reject(new Disconnected(url, code, reason, closed))
    }),
    now: clock.now,
    between: time => history.between(clock.local(time)),

    close(reason) {
      if (closed) return
      link.leave(inputs.stop(), reason)
      close(1000, reason ?? '')
    },
  }
  dial()
})
