// Random worlds in tables, encoded in every way there is, with views of many keys beside them, over cbor and json.
// SEED=… repeats a run, RUNS=… makes it longer.

import { afterEach, beforeEach, test } from 'node:test'
import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { encode, encodePatch, stateRecord, viewRecord } from './cbor.mjs'
import { joined, time } from './fake.mjs'
import { chances, SEED } from './random.mjs'
import { bitList, shortest, tableEncoder } from './tables.mjs'

beforeEach(time.start)
afterEach(time.stop)

const RUNS = Number(process.env.RUNS ?? 150)

const BIG = 2 ** 52 - 1
const schema = [
  {
    at: [], rows: 'one',
    columns: [
      { at: ['title'], type: 'text' }, { at: ['count'], type: 'int', null: true },
      { at: ['pos'], type: 'object' }, { at: ['pos', 'a'], type: 'f64' },
      { at: ['pos', 'deep'], type: 'object' }, { at: ['pos', 'deep', 'on'], type: 'bool', null: true },
      { at: ['pos', 'deep', 'b'], type: 'f32' },
      { at: ['extra'], type: 'any' }, { at: ['held'], type: 'object' },
    ],
  },
  {
    at: ['players'], rows: 'map',
    columns: [
      { at: ['x'], type: 'int', per: 100 }, { at: ['angle'], type: 'int', step: 2 * Math.PI / 256, wrap: 256 },
      { at: ['odd'], type: 'int', wrap: 7 }, { at: ['big'], type: 'int' }, { at: ['alive'], type: 'bool' },
      { at: ['team'], type: 'enum', values: ['red', 'grün', ''], null: true },
      { at: ['hat'], type: 'object' }, { at: ['hat', 'size'], type: 'int' }, { at: ['hat', 'name'], type: 'text' },
      { at: ['in', 'y'], type: 'f64' }, { at: ['in', 'z'], type: 'f64' }, { at: ['bag'], type: 'any' },
    ],
  },
  { at: ['walls'], rows: 'list', columns: [{ at: ['x'], type: 'int' }, { at: ['kind'], type: 'enum', values: ['a', 'b'] }] },
  {
    at: ['world', 'units'], rows: 'ids',
    columns: [{ at: ['id'], type: 'text' }, { at: ['hp'], type: 'int', null: true }, { at: ['at', 'x'], type: 'f32' }],
  },
  { at: ['held'], rows: 'map', columns: [{ at: ['n'], type: 'int' }] },
]

const world = ({ below, chance, pick, random }) => {
  const text = () => pick([null, '', 'a', 'Ünïcode', 'x'.repeat(200), `t${below(100)}`, '\u2028', '😀'])
  const f64 = () => pick([null, 0, -0, 1.5, below(1000) / 100, random(), 1e300, -below(10 ** 6) / 1000, Math.fround(random())])
  const f32 = () => pick([null, -0, 0.5, Math.fround(random()), below(100)])
  const any = () => pick([null, 1, 'text', [1, [2]], { a: { b: 1 }, '': null }, { a: 1 }, {}, []])
  const int = () => pick([0, 1, -1, below(1000), -below(10 ** 6), BIG, -BIG, 2 ** 31, 2 ** 32 - 1, -(2 ** 31)])
  const angle = () => (below(256) - 128) * (2 * Math.PI / 256)
  const hat = () => chance(0.3) ? null : { size: below(9) - 4, name: text() }
  const player = () => ({
    x: (below(10 ** 5) - 5000) / 100, angle: angle(), odd: below(7) - 3, big: int(), alive: chance(0.5),
    team: pick([null, 'red', 'grün', '']), hat: hat(), in: { y: f64(), z: f64() }, bag: any(),
  })
  const pos = () => chance(0.3) ? null
    : { a: f64(), deep: chance(0.3) ? null : { on: pick([null, true, false]), b: f32() } }
  const wall = () => ({ x: below(100), kind: pick(['a', 'b']) })
  const unit = id => ({ id, hp: pick([null, -1, 0, below(100)]), at: { x: f32() } })
  const key = () => pick([`p${below(12)}`, String(below(5)), 'é', '', 'toString', 'length'])
  const map = make => Object.fromEntries(Array.from({ length: below(8) }, () => [key(), make()]))
  const made = () => ({
    title: text(), count: pick([null, -5, 0, 7]), pos: pos(), extra: any(),
    held: chance(0.3) ? null : map(() => ({ n: below(9) })), players: map(player),
    walls: Array.from({ length: below(6) }, wall),
    world: { units: [...new Set(Array.from({ length: below(8) }, () => `u${below(12)}`))].map(unit) },
  })
  const entries = (map, make, change) => {
    const next = {}
    for (const [name, row] of Object.entries(map)) {
      if (chance(0.1)) continue
      next[chance(0.03) ? key() : name] = chance(0.5) ? change(row) : row
    }
    if (chance(0.3)) next[key()] = make()
    return next
  }
  const nudged = row => {
    const next = { ...row, hat: row.hat && { ...row.hat }, in: { ...row.in } }
    if (chance(0.6)) next.x = Math.round(row.x * 100 + below(50) - 25) / 100
    if (chance(0.6)) next.angle = angle()
    if (chance(0.4)) next.odd = below(7) - 3
    if (chance(0.1)) next.big = int()
    if (chance(0.2)) next.alive = !row.alive
    if (chance(0.2)) next.team = pick([null, 'red', 'grün', ''])
    if (chance(0.2)) next.hat = hat()
    if (chance(0.3)) next.in.y = f64()
    if (chance(0.2)) next.bag = any()
    return next
  }
  const shuffled = list => list.map(item => [random(), item]).sort(([a], [b]) => a - b).map(([, item]) => item)
  const changed = before => {
    const next = { ...before }
    if (chance(0.2)) next.title = text()
    if (chance(0.2)) next.count = pick([null, -5, 0, 7])
    if (chance(0.3)) next.pos = pos()
    if (chance(0.2)) next.extra = any()
    if (chance(0.8)) next.players = entries(before.players, player, nudged)
    if (chance(0.3)) next.held = chance(0.3) ? null : entries(before.held ?? {}, () => ({ n: below(9) }), () => ({ n: below(9) }))
    if (chance(0.3)) next.walls = [...before.walls.map(wall => chance(0.5) ? { ...wall, x: below(100) } : wall)]
    if (chance(0.2)) next.walls = chance(0.5) ? next.walls.slice(0, below(4)) : [...next.walls, wall(), wall()]
    if (chance(0.4)) {
      let units = before.world.units.filter(() => !chance(0.2)).map(u => chance(0.3) ? unit(u.id) : u)
      const fresh = `u${below(12)}`
      if (chance(0.3) && !units.some(({ id }) => id === fresh)) units.splice(below(units.length + 1), 0, unit(fresh))
      if (chance(0.2)) units = shuffled(units)
      next.world = { units }
    }
    return next
  }
  return { made, changed }
}

/** A patch of a cell now and then, where there is a simple one. */
const cellDiff = chance => (before, after) => {
  const objects = [before, after].every(value => value && typeof value === 'object' && !Array.isArray(value))
  if (!objects || chance(0.3)) return
  const del = Object.keys(before).filter(name => !Object.hasOwn(after, name))
  return { del, set: after }
}

/** What a client holds as it would be after JSON: published values do not change. */
/** Rows that did not change are the same instances. */
const assertSame = (before, after) => {
  const units = ({ world }) => Object.fromEntries(world.units.map(unit => [unit.id, unit]))
  for (const [was, is] of [[before.players, after.players], [units(before), units(after)]]) {
    for (const [key, row] of Object.entries(is)) {
      if (Object.hasOwn(was, key) && isDeepStrictEqual(was[key], row)) assert.equal(was[key], row)
    }
  }
}

const assertKept = kept => {
  for (const { value, copy } of kept) assert.deepEqual(value, copy)
}

const views = [{ name: 'world', schema }, { name: 'hand', schema: null }, { name: 'area', schema }]

for (const codec of ['cbor', 'json']) {
  test(`${RUNS} random schedules over ${codec}, seed ${SEED}`, async () => {
    for (let run = 0; run < RUNS; run++) {
      const random = chances(SEED + run), { below, chance, pick } = random, { made, changed } = world(random)
      const { room, socket } = await joined({ codec }, { views })
      const options = () => ({
        ids: { 3: ['id'] }, choose: ways => chance(0.3) ? shortest(ways) : pick(ways), more: () => chance(0.1),
        diff: cellDiff(chance), slotFor: free => pick(free), spare: () => chance(0.1) ? below(3) : 0,
      })
      const encoders = new Map(), indexes = new Map(), kept = []
      let held = {}, base = 0, tick = 0, now = { world: made() }, next = 3

      /** [announcements, section] for a view that is `value` now. */
      const binary = (path, value, complete) => {
        const [name, key] = path.split('/')
        const announced = []
        if (key !== undefined && !indexes.has(path)) {
          indexes.set(path, next)
          announced.push(...viewRecord(next++, { name, key, schema: 2 }))
        }
        const index = { world: 0, hand: 1 }[name] ?? indexes.get(path)
        if (value === undefined) {
          encoders.delete(path)
          if (key !== undefined) indexes.delete(path)
          return [announced, [index, 0, []]]
        }
        const whole = complete || held[path] === undefined
        if (name === 'hand' || chance(0.05)) {
          encoders.delete(path)
          if (whole || chance(0.5)) return [announced, [index, 1, encode(value)]]
          return [announced, [index, 2, encodePatch({ set: value, del: Object.keys(held[path]).filter(name => !(name in value)) })]]
        }
        if (!encoders.has(path) || whole) encoders.set(path, tableEncoder(schema, options()))
        const complete3 = whole || !heldAsTables.has(path)
        return [announced, [index, complete3 ? 3 : 4, encoders.get(path)(value, complete3)]]
      }
      let heldAsTables = new Set()

      for (let step = 0; step < 12; step++) {
        // The server's world goes on, a client may miss that.
        now = { ...now, world: changed(now.world) }
        if (chance(0.3)) now.hand = chance(0.3) ? undefined : { cards: below(9), of: pick(['a', 'b']) }
        if (chance(0.5)) {
          for (let key = 0; key < 3; key++) {
            const path = `area/${key},/x`.replace('/x', '')
            if (chance(0.3)) now[path] = undefined
            else if (chance(0.5)) now[path] = now[path] && chance(0.7) ? changed(now[path]) : made()
          }
        }
        tick += 1 + below(3)
        if (chance(0.2)) continue
        if (codec === 'cbor' && base && chance(0.05)) {
          const before = room.frames.latest, [, [index, encoding, bytes]] = binary('world', now.world, false)
          const record = stateRecord({ tick, time: tick * 50, base }, [[index, encoding, bytes.slice(0, -1)]])
          socket.text(new Uint8Array(record).buffer)
          assert.deepEqual(socket.take().flat().filter(({ action }) => action !== '$ack'), [{ action: '$resync' }])
          assert.equal(room.frames.latest, before)
          base = 0
          continue
        }
        const complete = base === 0 || chance(0.1)
        const changes = Object.keys({ ...held, ...now }).filter(path =>
          complete ? now[path] !== undefined : now[path] !== held[path])
        const record = { tick, time: tick * 50, base: complete ? 0 : base }
        if (complete) {
          for (const path of [...indexes.keys()]) if (now[path] === undefined) indexes.delete(path)
          encoders.clear()
        }
        const before = room.states.latest
        let delta = false
        if (codec === 'json') {
          const sections = changes.map(path => [path, now[path] === undefined ? { gone: true } : { full: now[path] }])
          socket.receive({ action: '$state', data: { ...record, views: Object.fromEntries(sections) } })
        } else {
          const parts = changes.map(path => binary(path, now[path], complete))
          const bytes = [...parts.flatMap(([announced]) => announced), ...stateRecord(record, parts.map(([, part]) => part))]
          socket.text(new Uint8Array(bytes).buffer)
          delta = parts.some(([, [index, encoding]]) => index === 0 && encoding === 4)
          heldAsTables = complete ? new Set() : heldAsTables
          changes.forEach((path, i) => heldAsTables[parts[i][1][1] > 2 ? 'add' : 'delete'](path))
        }
        held = { ...now }
        base = tick
        const context = `seed ${SEED + run} step ${step}`
        assert.equal(room.frames.latest?.tick, tick, context)
        const expected = { world: now.world }
        if (now.hand) expected.hand = now.hand
        for (const [path, value] of Object.entries(now)) {
          const [name, key] = path.split('/')
          if (key !== undefined && value !== undefined) (expected[name] ??= {})[key] = value
        }
        assert.deepEqual({ ...room.frames.latest.views }, codec === 'json' ? JSON.parse(JSON.stringify(expected)) : expected, context)
        assert.equal(room.views.area.latest, room.frames.latest.views.area)
        if (delta) assertSame(before, room.states.latest)
        assertKept(kept)
        kept.push({ value: room.frames.latest.views, copy: structuredClone({ ...room.frames.latest.views }) })
        kept.at(-1).value = { ...kept.at(-1).value }
      }
      assert.equal(socket.take().flat().filter(({ action }) => action === '$resync').length, 0)
      room.close()
    }
  })
}

test('a table of more cells than one may have is none, however few bytes it comes in', async () => {
  const bits = []
  const put = (n, width) => { for (let i = 0; i < width; i++) bits.push(n >> i & 1) }
  const num = n => {
    for (; n > 7; n >>= 3) put(n & 7 | 8, 4)
    put(n, 4)
  }
  const block = least => {
    put(0, 2)
    num(2 * least)
    put(0, 6)
  }
  put(1, 1) // the root: there is a list
  block(1)
  put(3, 2) // which has rows
  num(65_000)
  num(0)
  for (let i = 0; i < 65; i++) block(7)
  const bytes = Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) =>
    bits.slice(8 * i, 8 * i + 8).reduce((byte, bit, at) => byte | bit << at, 0))
  const wide = Array.from({ length: 65 }, (_, i) => ({ at: [`c${i}`], type: 'int' }))
  const { room, socket } = await joined({ codec: 'cbor' }, {
    views: [{ name: 'world', schema: [
      { at: [], rows: 'one', columns: [{ at: ['rows'], type: 'object' }] }, { at: ['rows'], rows: 'list', columns: wide },
    ] }],
  })
  socket.text(new Uint8Array(stateRecord({ tick: 1, time: 50, base: 0 }, [[0, 3, bytes]])).buffer)
  assert.deepEqual(socket.take().flat(), [{ action: '$resync' }])
  assert.equal(room.states.latest, undefined)
  room.close()
})

test('a long run of ones, wherever in a byte it begins', async () => {
  const lists = [{ at: [], rows: 'one', columns: [] }, { at: ['l'], rows: 'list', columns: [{ at: ['x'], type: 'int' }] }]
  for (let zeros = 0; zeros < 16; zeros++) {
    const { room, socket } = await joined({ codec: 'cbor' }, { views: [{ name: 'world', schema: lists }] })
    const state = (tick, encoding, bytes) => socket.text(new Uint8Array(
      stateRecord({ tick, base: tick - 1, time: tick }, [[0, encoding, bytes]])).buffer)
    const none = Array(zeros).fill(0), before = { l: [...none, 0, 0].map(x => ({ x })) }
    state(1, 3, tableEncoder(lists)(before))
    const bits = bitList().bits(0b1010, 4).bits(0, 2).bits(2, 2).bits(0, 5)
    for (const n of [...none, 2 ** 51 - 1, 2]) bits.rice(n, 0)
    state(2, 4, bits.toBytes())
    assert.deepEqual(room.states.latest, { l: [...none, -(2 ** 50), 1].map(x => ({ x })) })
    room.close()
  }
})
