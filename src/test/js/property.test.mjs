// Random values and the patches between them, made by a differ that knows nothing of the client.
// SEED=… repeats a run, RUNS=… makes it longer.

import { afterEach, beforeEach, test } from 'node:test'
import assert from 'node:assert/strict'
import { joined, time, whole } from './fake.mjs'

beforeEach(time.start)
afterEach(time.stop)

const SEED = Number(process.env.SEED ?? (Math.random() * 2 ** 31 | 0))
const RUNS = Number(process.env.RUNS ?? 5000)

const mulberry32 = seed => () => {
  seed = seed + 0x6D2B79F5 | 0
  let t = Math.imul(seed ^ seed >>> 15, 1 | seed)
  t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t
  return ((t ^ t >>> 14) >>> 0) / 4294967296
}
const random = mulberry32(SEED)
const below = n => Math.floor(random() * n)
const chance = p => random() < p
const pick = list => list[below(list.length)]

const NAMES = [
  'a', 'b', 'c', 'x', 'y', '', '0', '1', '01', 'length', 'toString', 'hasOwnProperty', 'ä', '\u2028', 'in', 'del',
]
const scalar = () => pick([null, true, false, 0, 1, -1.5, 1e300, '', 'text', 'constructor', '\\u005f', below(1000)])
const value = depth => {
  if (depth === 0 || chance(0.3)) return scalar()
  if (chance(0.4)) return Array.from({ length: below(5) }, () => value(depth - 1))
  return Object.fromEntries(Array.from({ length: below(6) }, () => [pick(NAMES), value(depth - 1)]))
}
const isObject = v => typeof v === 'object' && v !== null
const sameKind = (a, b) => isObject(a) && isObject(b) && Array.isArray(a) === Array.isArray(b)
const equal = (a, b) => JSON.stringify(a) === JSON.stringify(b)

/** Like `before`, but for some of it. */
const changed = (before, depth) => {
  if (!isObject(before) || depth === 0 || chance(0.1)) return value(depth)
  if (Array.isArray(before)) {
    const after = before.map(v => chance(0.3) ? changed(v, depth - 1) : v)
    if (chance(0.3)) after.length = below(after.length + 1)
    while (chance(0.3)) after.push(value(depth - 1))
    return after
  }
  const after = {}
  for (const [name, v] of Object.entries(before)) {
    if (!chance(0.15)) after[name] = chance(0.3) ? changed(v, depth - 1) : v
  }
  while (chance(0.3)) after[pick(NAMES)] = value(depth - 1)
  return after
}

/** A patch from one container to another of its kind. Mostly the smallest; now and then it says more than it must. */
const diff = (before, after) => {
  const patch = {}
  const put = (name, v) => { (patch.set ??= {})[name] = v }
  const member = (name, a, b) => {
    if (equal(a, b)) return chance(0.02) ? put(name, b) : undefined
    if (sameKind(a, b) && chance(0.9)) (patch.in ??= {})[name] = diff(a, b)
    else put(name, b)
  }
  if (Array.isArray(before)) {
    if (before.length !== after.length || chance(0.05)) patch.len = after.length
    after.forEach((v, i) => {
      if (i < before.length) member(String(i), before[i], v)
      else if (v !== null || chance(0.5)) put(String(i), v)
    })
  } else {
    const gone = Object.keys(before).filter(name => !Object.hasOwn(after, name))
    if (gone.length) patch.del = gone
    for (const [name, v] of Object.entries(after)) {
      if (Object.hasOwn(before, name)) member(name, before[name], v)
      else put(name, v)
    }
  }
  return patch
}

/** What the patch does not name is the same instance; what it changes within is a new one. */
const assertShared = (before, after, patch) => {
  assert.notEqual(before, after)
  for (const name of Object.keys(after)) {
    if (patch.in && Object.hasOwn(patch.in, name)) assertShared(before[name], after[name], patch.in[name])
    else if (Object.hasOwn(before, name) && !(patch.set && Object.hasOwn(patch.set, name))) {
      assert(Object.is(before[name], after[name]), `${name} was renewed for nothing`)
    }
  }
}

const deepFrozen = v => {
  if (isObject(v)) Object.values(Object.freeze(v)).forEach(deepFrozen)
  return v
}

test(`${RUNS} random patches, seed ${SEED}`, async () => {
  const { room, socket } = await joined()
  let tick = 0, patches = 0
  for (let run = 0; run < RUNS; run++) {
    let expected = value(5)
    while (!isObject(expected)) expected = value(5)
    socket.receive(whole(expected, { tick: ++tick, base: 0 }))
    assert.deepEqual(room.states.latest, expected)
    for (let step = 0; step < 4; step++) {
      const before = deepFrozen(room.states.latest)
      const copy = JSON.stringify(before)
      const next = changed(expected, 5)
      if (!sameKind(expected, next)) continue
      const patch = diff(expected, next)
      const context = () => `seed ${SEED}, run ${run}: ${copy} + ${JSON.stringify(patch)}`
      const data = { tick: ++tick, time: tick, base: tick - 1, views: { world: { patch } } }
      socket.receive({ action: '$state', data })
      assert.equal(room.frames.latest.tick, tick, context())
      assert.deepEqual(room.states.latest, next, context())
      assert.equal(JSON.stringify(before), copy, context())
      assertShared(before, room.states.latest, patch)
      expected = next
      patches++
    }
  }
  assert(patches > RUNS)
  assert.equal(socket.take().flat().filter(({ action }) => action === '$resync').length, 0)
})

test(`random garbage for a patch fits or is asked for again, seed ${SEED}`, async () => {
  const { room, socket } = await joined()
  const before = deepFrozen({ a: { b: [1, { c: 2 }] }, x: [[], null], y: 'text' })
  const names = ['a', 'b', 'c', 'x', 'y', '0', '1', 'length', 'in']
  const garbage = depth => {
    if (depth === 0 || chance(0.2)) return scalar()
    const patch = {}
    for (const member of ['del', 'len', 'set', 'in']) {
      if (chance(0.6)) continue
      if (chance(0.1)) patch[member] = scalar()
      else if (member === 'len') patch.len = below(4)
      else if (member === 'del') patch.del = [pick(names)]
      else patch[member] = { [pick(names)]: member === 'in' ? garbage(depth - 1) : value(2) }
    }
    return patch
  }
  let fits = 0
  for (let run = 0, tick = 0; run < RUNS; run++) {
    socket.receive(whole(before, { tick: ++tick }))
    const held = deepFrozen(room.states.latest)
    socket.receive({
      action: '$state', data: { tick: ++tick, time: tick, base: tick - 1, views: { world: { patch: garbage(4) } } },
    })
    assert.deepEqual(held, before)
    assert.equal(room.status.latest.state, 'connected')
    if (room.frames.latest.tick === tick) fits++
    else assert.equal(room.states.latest, held)
  }
  assert(fits > 0 && fits < RUNS)
})
