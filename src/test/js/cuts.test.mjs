// Random cuts under traffic both ways, before a server that is another reading of §5 and §6: whatever was under way is
// lost at a cut, and now and then the server forgets the session. SEED=… repeats a run, RUNS=… makes it longer.

import { afterEach, beforeEach, test } from 'node:test'
import assert from 'node:assert/strict'
import { FakeSocket, time, welcome, whole } from './fake.mjs'
import { chances, SEED } from './random.mjs'
import { connect } from '../../main/resources/dev/playflux/playflux.js'

const RUNS = Number(process.env.RUNS ?? 40), STEPS = 250

beforeEach(time.start)
afterEach(time.stop)

/** A session as the server keeps it. */
const newSession = id => ({ id, tokens: [], heard: 0, settled: 0, sent: 0, kept: [], handled: [] })

const makeServer = ({ chance, below }) => {
  const sessions = new Map(), ended = []
  let count = 0, tokens = 0, tick = 0, said = 0, line

  const post = envelope => {
    const { session } = line
    if (session.kept.length >= 256) return
    session.kept.push({ ...envelope, seq: ++session.sent })
    line.out.push(session.kept.at(-1))
    return true
  }
  const greet = ({ resume }) => {
    let session = sessions.get(resume?.token)
    const resumed = !!session
    if (resumed) {
      for (const token of session.tokens) if (token !== resume.token) sessions.delete(token)
      session.tokens = [resume.token]
      assert(resume.seq <= session.sent && resume.seq >= session.sent - session.kept.length)
      session.kept = session.kept.filter(({ seq }) => seq > resume.seq)
    } else {
      session = newSession(++count)
      ended.push(session)
    }
    const token = `t${++tokens}`
    session.tokens.push(token)
    sessions.set(token, session)
    session.settled = session.heard
    Object.assign(line, { session, fresh: true })
    const data = { session: `s${session.id}`, resumed, resume: { token, graceMs: 20_000 }, seq: session.heard }
    line.out.push(welcome(data), ...session.kept, whole(++tick, { tick, base: 0 }))
  }
  const acknowledged = seq => {
    const { session } = line
    if (seq === undefined) return
    assert(seq <= session.sent && seq > 0)
    session.kept = session.kept.filter(one => one.seq > seq)
  }
  const handle = ({ action, data, seq, ask }) => {
    const { session } = line
    if (line.fresh) {
      for (const token of session.tokens.splice(0, session.tokens.length - 1)) sessions.delete(token)
      line.fresh = false
    }
    if (action === '$ack') return acknowledged(data.seq)
    if (!seq) return
    line.owed = true
    if (seq <= session.heard) return
    assert.equal(seq, session.heard + 1, 'a gap')
    session.heard = seq
    session.handled.push(action === '$reply' ? `re ${data.ok}` : data)
    if (ask) post({ action: '$reply', data: data % 5 ? { re: seq, ok: -data } : { re: seq, error: { code: 'odd' } } })
    else if (action === 'refuse') line.out.push({ action: '$error', data: { code: 'odd', re: seq } })
  }
  const acknowledge = () => {
    if (!line?.owed) return
    line.owed = false
    line.out.push({ action: '$ack', data: { seq: line.session.heard } })
  }
  const server = {
    sessions: ended,
    accept() {
      if (FakeSocket.last === line?.socket || FakeSocket.last.readyState !== 0) return
      line = { socket: FakeSocket.last, in: [], out: [] }
      line.socket.accept()
    },
    /** One message of the client's arrives, if there is any. */
    listen() {
      if (!line) return
      line.in.push(...line.socket.take())
      for (const envelope of line.in.shift() ?? []) {
        if (envelope.action === '$hello') greet(envelope.data)
        else handle(envelope)
      }
      if (line.session && chance(0.5)) acknowledge()
    },
    /** Some envelopes arrive there. */
    speak() {
      if (!line?.out.length || line.socket.readyState !== 1) return
      const some = line.out.splice(0, 1 + below(4))
      line.socket.receive(...some)
    },
    say() {
      if (!line?.session) return
      const data = ++said, message = chance(0.3) ? { action: 'pick', data, ask: true } : { action: 'deal', data }
      if (post(message)) line.session.said = data
      else said--
    },
    state() {
      if (line?.session) line.out.push(whole(++tick, { tick, base: 0 }))
    },
    cut(forget) {
      if (line?.socket.readyState !== 1) return
      line.socket.end(1006)
      if (forget) sessions.clear()
      line = undefined
    },
    acknowledge,
    get quiet() { return line?.session && !line.in.length && !line.out.length && !line.session.kept.length && !line.owed },
  }
  return server
}

const play = async (codec, seed) => {
  const random = chances(seed), { below, chance, pick } = random
  const server = makeServer(random), heard = [], promises = [], context = `seed ${seed}`
  const { random: uniform } = random
  time.random = uniform
  const connecting = connect({ url: 'ws://test/play', WebSocket: FakeSocket, codec })
  server.accept()
  while (!server.quiet) {
    server.listen()
    server.speak()
  }
  const room = await connecting
  let session, number = 0
  room.status.subscribe(status => {
    if (status.state === 'connected' && room.session !== session) heard.push({ session: session = room.session })
  })
  const hears = data => { heard.push({ session, data }) }
  room.on('deal', hears)
  room.answer('pick', async data => {
    hears(data)
    if (data % 2) await null
    return data
  })
  const sends = (action, how) => {
    const promise = { action, data: ++number }
    promises.push(promise)
    how(action, promise.data, { timeoutMs: Infinity }).then(value => { promise.value = value ?? 'done' }, ({ code }) => { promise.code = code })
  }
  const steps = [
    () => sends('buy', room.deliver), () => sends('buy', room.deliver), () => sends('refuse', room.deliver),
    () => sends('ask', room.ask), () => room.send('wave'),
    server.say, server.say, server.state, server.acknowledge, server.accept, server.listen, server.listen,
    server.speak, server.speak, server.speak, () => time.pass(below(60)), () => time.pass(1),
  ]
  let cuts = 0
  for (let step = 0; step < STEPS; step++) {
    if (chance(0.06)) {
      server.cut(chance(0.1))
      cuts++
    } else {
      await pick(steps)()
    }
  }
  for (let i = 0; i < 500 && !(server.quiet && promises.every(({ value, code }) => value ?? code)); i++) {
    await time.pass(50)
    server.accept()
    server.listen()
    server.speak()
    server.acknowledge()
  }
  assert.equal(room.status.latest.state, 'connected', `${context}: ${room.status.latest.reason}`)
  check({ server, heard, promises, context })
  room.close()
  await time.pass(5000)
  assert.equal(time.timers, 0, context)
  return { cuts, sent: promises.length, lost: promises.filter(({ code }) => code === 'lost').length, sessions: server.sessions.length }
}

const check = ({ server, heard, promises, context }) => {
  const handled = server.sessions.flatMap(({ handled }) => handled)
  const ours = handled.filter(Number.isInteger)
  assert.deepEqual(ours, [...new Set(ours)].sort((a, b) => a - b), `${context}: once and in order`)
  for (const { action, data, value, code } of promises) {
    const what = `${context}: ${action} ${data} came to ${value ?? code}`
    if (code === 'lost') continue
    assert(ours.includes(data), what)
    if (action === 'buy') assert.equal(value, 'done', what)
    else if (action === 'ask') assert.equal(value ?? code, data % 5 ? -data : 'odd', what)
    else assert.equal(value ?? code, value ? 'done' : 'odd', what)
  }
  const theirs = heard.filter(({ data }) => data)
  assert.deepEqual(theirs.map(({ data }) => data), [...new Set(theirs.map(({ data }) => data))].sort((a, b) => a - b), context)
  for (const [i, { session, data }] of theirs.entries()) {
    if (i && theirs[i - 1].session === session) assert.equal(data, theirs[i - 1].data + 1, `${context}: no gap in ${session}`)
  }
  const last = server.sessions.at(-1)
  if (last.said) assert.equal(theirs.at(-1).data, last.said, `${context}: all that the last session said`)
  const answered = handled.filter(one => typeof one === 'string')
  assert.equal(answered.length, new Set(answered).size, `${context}: answered once`)
}

for (const codec of ['json', 'cbor']) {
  test(`${codec}: ${RUNS} games with cuts, seed ${SEED}`, async t => {
    const sum = { cuts: 0, sent: 0, lost: 0, sessions: 0 }
    for (let run = 0; run < RUNS; run++) {
      const result = await play(codec, SEED + run)
      for (const name of Object.keys(sum)) sum[name] += result[name]
      FakeSocket.all = []
    }
    t.diagnostic(JSON.stringify(sum))
    assert(sum.cuts > RUNS * 5)
    assert(RUNS < 20 || sum.lost > 0 && sum.lost < sum.sent / 2 && sum.sessions > RUNS)
  })
}
