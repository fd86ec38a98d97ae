// How long the browser client takes for a $state of tables, in V8: from the message to the frame that subscribers get,
// with the frame before it left untouched.
//
//     node src/bench/js/tables.mjs [rows] [share that moves] [rounds]        node src/bench/js/tables.mjs 1000 0.3
//
// Every row that moves has another x, y and angle each tick; one in 40 of all gets other points and health. Prints the
// bytes of a message and the median µs for one, the best and the quartiles, over rounds of 200 messages; the first half warms up.

import { connect } from '../../main/resources/dev/playflux/playflux.js'
import { server, stateRecord } from '../../test/js/cbor.mjs'
import { tableEncoder } from '../../test/js/tables.mjs'

const [rows = 100, share = 1, rounds = 200] = process.argv.slice(2).map(Number)
const MESSAGES = 200

const schema = [
  { at: [], rows: 'one', columns: [{ at: ['it'], type: 'text' }, { at: ['round'], type: 'int' }] },
  {
    at: ['runners'], rows: 'map',
    columns: [
      { at: ['name'], type: 'text' }, { at: ['x'], type: 'int', per: 100 }, { at: ['y'], type: 'int', per: 100 },
      { at: ['angle'], type: 'int', step: 2 * Math.PI / 1024, wrap: 1024 }, { at: ['health'], type: 'int' },
      { at: ['points'], type: 'int' }, { at: ['alive'], type: 'bool' }, { at: ['team'], type: 'enum', values: ['red', 'blue'] },
    ],
  },
]

let seed = 1
const random = () => (seed = seed * 16807 % 2147483647) / 2147483647
const near = (n, by) => n + Math.round((random() * 2 - 1) * by)

const runners = Array.from({ length: rows }, (_, i) => ({
  name: `Runner ${i}`, x: near(50_000, 50_000), y: near(50_000, 50_000), angle: near(0, 500), health: 100, points: 0,
  alive: true, team: i % 2 ? 'red' : 'blue', vx: near(0, 40), vy: near(0, 40),
}))
const step = () => {
  for (const runner of runners) {
    if (random() < 1 / 40) {
      runner.points += 1 + Math.floor(random() * 10)
      runner.health = Math.max(0, near(runner.health, 10))
    }
    if (random() >= share) continue
    runner.vx = near(runner.vx, 6)
    runner.vy = near(runner.vy, 6)
    runner.x += runner.vx
    runner.y += runner.vy
    runner.angle = (near(runner.angle, 12) + 1536) % 1024 - 512
  }
}
const shown = () => ({
  it: 'r0', round: 1,
  runners: Object.fromEntries(runners.map(({ vx, vy, x, y, angle, ...runner }, i) =>
    [`r${i * 7}`, { ...runner, x: x / 100, y: y / 100, angle: angle * (2 * Math.PI / 1024) }])),
})

const encoded = tableEncoder(schema)
const whole = encoded(shown())
const deltas = Array.from({ length: MESSAGES }, () => {
  step()
  return encoded(shown())
})
const last = shown()

class Socket {
  readyState = 1
  bufferedAmount = 0
  protocol = 'playflux.v1.cbor'
  constructor() { socket = this }
  send() {}
  close() {}
}
let socket
const connecting = connect({ url: 'ws://bench/play', WebSocket: Socket })
socket.onopen()
const welcome = { session: 's', player: 'r0', tickMs: 50, time: Date.now(), views: [{ name: 'world', schema }] }
socket.onmessage({ data: server().encode([{ action: '$welcome', data: welcome }]) })
const room = await connecting
room.states.subscribe(() => {})
await new Promise(resolve => setTimeout(resolve, 10))

let tick = 0
const round = () => {
  const message = (bytes, i) => {
    const base = i ? tick : 0
    return new Uint8Array(stateRecord({ tick: ++tick, base, time: tick * 50 }, [[0, i ? 4 : 3, bytes]])).buffer
  }
  const [first, ...messages] = [whole, ...deltas].map(message)
  socket.onmessage({ data: first })
  const start = process.hrtime.bigint()
  for (const data of messages) socket.onmessage({ data })
  return Number(process.hrtime.bigint() - start) / 1000 / MESSAGES
}
const times = Array.from({ length: rounds }, round).slice(rounds / 2).sort((a, b) => a - b)
if (JSON.stringify(room.states.latest.runners.r7) !== JSON.stringify({ ...last.runners.r7 })) {
  const { name, x, y } = room.states.latest.runners.r7
  if (name !== last.runners.r7.name || x !== last.runners.r7.x || y !== last.runners.r7.y) throw new Error('another state')
}
const bytes = deltas.reduce((sum, { length }) => sum + length, 0) / MESSAGES
const at = share => times[Math.floor(times.length * share)].toFixed(1)
console.log(`${rows} rows, ${share * 100} % moving: ${bytes.toFixed(0)} B, ${at(0.5)} µs (best ${at(0)}, quartiles ${at(0.25)} … ${at(0.75)})`)
room.close()
