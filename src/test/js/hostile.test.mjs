// A server that breaks the rules of the binary form: the client asks for a whole state or closes. It does not throw at
// its user, keeps what it had, and takes a bounded time and memory for it.

import { afterEach, beforeEach, test } from 'node:test'
import assert from 'node:assert/strict'
import { encode, record, stateRecord, varint, viewRecord } from './cbor.mjs'
import { FakeSocket, joined, time, welcome } from './fake.mjs'
import { bitList, tableEncoder } from './tables.mjs'
import { connect } from '../../main/resources/dev/playflux/playflux.js'

const untouched = JSON.stringify(Object.getOwnPropertyNames(Object.prototype))

beforeEach(time.start)
afterEach(() => {
  time.stop()
  assert.equal(JSON.stringify(Object.getOwnPropertyNames(Object.prototype)), untouched)
})

const message = (...records) => new Uint8Array(records.flat()).buffer
const root = (...columns) => ({ at: [], rows: 'one', columns })
const SCHEMA = [root({ at: ['n'], type: 'int' }, { at: ['held'], type: 'object' }), {
  at: ['held'], rows: 'map', columns: [{ at: ['x'], type: 'int' }],
}]
const VIEWS = [{ name: 'world', schema: SCHEMA }, { name: 'area', schema: SCHEMA }]

const binary = async (views = VIEWS) => {
  const { room, socket } = await joined({ codec: 'cbor', reconnect: false }, { views })
  let tick = 0, base = 0
  return {
    room, socket,
    send: (...records) => socket.text(message(...records)),
    /** A state on top of the one before, or complete. */
    state(sections, { announced = [], complete = false } = {}) {
      const next = stateRecord({ tick: ++tick, base: complete ? 0 : base, time: tick }, sections)
      socket.text(message(announced, next))
      base = tick
    },
    asked: () => socket.take().flat().filter(({ action }) => action === '$resync').length,
  }
}

/** One `$resync`, nothing of it is seen, and a complete state goes on from there. */
const misfits = async (sections, { views, announced, before } = {}) => {
  const { room, state, asked } = await binary(views)
  state(before ?? [[0, 1, encode({ a: [1] })]])
  const held = room.frames.latest
  const start = process.cpuUsage()
  state(sections, { announced })
  assert.equal(asked(), 1)
  assert.equal(room.frames.latest, held)
  assert.equal(room.status.latest.state, 'connected')
  const { user, system } = process.cpuUsage(start)
  assert(user + system < 2e6)
  state([[0, 1, encode('whole')]], { complete: true })
  assert.equal(room.states.latest, 'whole')
}

const tables = (schema, value) => tableEncoder(schema)(value)

for (const [what, sections, more] of [
  ['an index that was not announced', [[7, 1, encode(1)]]],
  ['an encoding that is not known', [[0, 5, []]]],
  ['a value of nothing', [[0, 1, []]]],
  ['two values', [[0, 1, [...encode(1), ...encode(2)]]]],
  ['a value that ends too soon', [[0, 1, [0x82, 1]]]],
  ['undefined', [[0, 1, [0xf7]]]],
  ['a simple value', [[0, 1, [0xf8, 0x20]]]],
  ['a tag', [[0, 1, [0xc1, 0]]]],
  ['an indefinite length', [[0, 1, [0x9f, 1, 0xff]]]],
  ['an integer of 2^53', [[0, 1, [0x1b, 0, 0x20, 0, 0, 0, 0, 0, 0]]]],
  ['an array of 2^52', [[0, 1, [0x9b, 0, 0x10, 0, 0, 0, 0, 0, 0]]]],
  ['a text of 2^52', [[0, 1, [0x7b, 0, 0x10, 0, 0, 0, 0, 0, 0]]]],
  ['bytes of 2^52', [[0, 1, [0x5b, 0, 0x10, 0, 0, 0, 0, 0, 0]]]],
  ['text that is not UTF-8', [[0, 1, [0x62, 0xc3, 0x28]]]],
  ['a name that is a map', [[0, 1, [0xa1, 0xa0, 0]]]],
  ['nesting without end', [[0, 1, Array(100_000).fill(0x81)]]],
  ['nesting that ends', [[0, 1, [...Array(100_000).fill(0x81), 0]]]],
  ['gone, and something with it', [[0, 0, [0]]]],
  ['a patch of nothing', [[0, 2, []]]],
  ['a patch that is null', [[0, 2, encode(null)]]],
  ['a patch that is a text', [[0, 2, encode('ab')]]],
  ['a patch of a view that is not held', [[1, 2, encode(new Map([[0, { b: 1 }]]))]]],
  ['a patch that deletes what is not there', [[0, 2, encode(new Map([[1, ['b']]]))]]],
  ['a patch with len of an object', [[0, 2, encode(new Map([[3, 1]]))]]],
  ['a patch into nothing', [[0, 2, encode(new Map([[2, { b: new Map() }]]))]]],
  ['a patch into what all objects have', [[0, 2, encode(new Map([[2, { toString: new Map([[0, { polluted: 1 }]]) }]]))]]],
  ...[-1, 1.5, 1e7, 2 ** 40, null, true, '3', [3]].map(len =>
    [`len ${JSON.stringify(len)}`, [[0, 2, encode(new Map([[2, { a: new Map([[3, len]]) }]]))]]]),
  ['an index beyond an array', [[0, 2, encode(new Map([[2, { a: new Map([[0, { 1: 0 }]]) }]]))]]],
  ['the length of an array as an index', [[0, 2, encode(new Map([[2, { a: new Map([[0, { length: 0 }]]) }]]))]]],
  ['a delta without a complete table', [[0, 4, [0]]]],
  ['a delta after a value', [[0, 4, [0]]], { before: [[0, 1, encode({ n: 0, held: {} })]] }],
  ['a complete table without a row', [[0, 3, [0]]]],
  ['a table that goes on', [[0, 3, [...tables(SCHEMA, { n: 1, held: { a: { x: 1 } } }), 0]]]],
  ['a table that ends too soon', [[0, 3, tables(SCHEMA, { n: 1, held: { a: { x: 1 } } }).slice(0, -1)]]],
  ['a table of a view without a schema', [[0, 3, [1]]], { views: [{ name: 'world', schema: null }] }],
]) {
  test(`a section: ${what}`, () => misfits(sections, more))
}

test('two thousand arrays of a million are too many', () => misfits(
  [[0, 2, encode(new Map([[2, Object.fromEntries(
    Array.from({ length: 2000 }, (_, i) => [`a${i}`, new Map([[3, 1e6]])]))]]))]],
  { before: [[0, 1, encode(Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`a${i}`, []])))]] },
))

/** All slots of a map or list at once: rows of nothing but zeros. */
const filled = (slots, columns) => {
  const bits = bitList().bits(1, 1).bits(1, 1).num(slots).num(0)
  for (let i = 0; i < columns; i++) bits.bits(0, 2).int(0).bits(0, 6)
  return bits
}
const wide = (columns, at = i => [`c${i}`]) => [root({ at: ['l'], type: 'object' }), {
  at: ['l'], rows: 'list', columns: Array.from({ length: columns }, (_, i) => ({ at: at(i), type: 'int' })),
}]
/** A section of a root whose only column is an object, and that table. */
const big = (slots, columns) =>
  bitList().bits(1, 1).bits(0, 2).int(1).bits(0, 6).append(filled(slots, columns).list).toBytes()

test('a table may be big', async () => {
  const { room, state, asked } = await binary([{ name: 'world', schema: wide(4) }])
  state([[0, 3, big(65_536, 4)]])
  assert.equal(asked(), 0)
  assert.deepEqual(room.states.latest.l[65_535], { c0: 0, c1: 0, c2: 0, c3: 0 })
})
for (const [what, slots, columns, at] of [
  ['65 537 slots', 65_537, 1],
  ['2^52 slots', 2 ** 52, 1],
  ['65 536 slots of 65 columns', 65_536, 65],
  ['65 536 slots of 2000 columns', 65_536, 2000],
  ['65 536 slots of a column in 1000 objects', 65_536, 1, () => Array.from({ length: 1000 }, (_, i) => `o${i}`)],
]) {
  test(`a table of ${what} is too big`, () =>
    misfits([[0, 3, big(slots, columns)]], { views: [{ name: 'world', schema: wide(columns, at) }] }))
}

for (const [what, schema] of [
  ['nothing', []], ['a number', 5], ['a text', 'world'], ['a map', {}], ['null in it', [null]],
  ['no columns', [{ at: [], rows: 'one' }]],
  ['a column of an unknown type', [root({ at: ['n'], type: 'int64' })]],
  ['unknown rows', [root({ at: ['n'], type: 'int' }), { at: ['m'], rows: 'set', columns: [] }]],
  ['a column that is null', [root(null)]],
  ['a column that stands nowhere', [root({ at: [], type: 'int' })]],
  ['a column in a number', [root({ at: ['n'], type: 'int' }, { at: ['n', 'm'], type: 'int' })]],
  ['a path of a number', [root({ at: 5, type: 'int' })]],
  ['a name that is an array', [root({ at: [['__proto__']], type: 'int' })]],
  ['a name on the way that is an array', [root({ at: [['__proto__'], 'polluted'], type: 'int' })]],
  ['a table that stands nowhere', [root({ at: ['n'], type: 'int' }), { rows: 'map', columns: [] }]],
  ['a path that is a hundred thousand long', [root({ at: Array(100_000).fill('a'), type: 'int' })]],
]) {
  test(`a schema: ${what}`, () =>
    misfits([[0, 3, bitList().bits(1, 1).bits(0, 2).int(0).bits(0, 6).toBytes()]], { views: [{ name: 'world', schema }] }))
}

for (const [what, bits] of [
  ['a set beyond its bound', bitList().bits(1, 1).num(2).bits(0, 1).bits(1, 1).bits(2, 2).num(3).bits(0, 5)],
  ['a set of 2^52', bitList().bits(1, 1).num(2).bits(0, 1).bits(1, 1).bits(2, 2).num(2 ** 52).bits(0, 5).bits(0, 200)],
  ['the same set as none', bitList().bits(1, 1).num(2).bits(0, 1).bits(1, 1).bits(3, 2)],
  ['the same set in other things than columns', bitList().bits(1, 1).num(0).bits(1, 1).bits(0, 2).bits(1, 1).bits(3, 2)],
  ['a key of 2^52 bytes', bitList().bits(1, 1).num(1).bits(0, 1).bits(1, 1).bits(0, 2).align()
    .bytes(varint(2 ** 52)).bits(0, 2).int(0).bits(0, 6)],
  ['a block of no known form', bitList().bits(1, 1).num(1).bits(0, 1).bits(1, 1).bits(0, 2).align()
    .bytes([0]).bits(3, 2).bits(0, 40)],
  ['deltas of what has just come', bitList().bits(1, 1).num(1).bits(0, 1).bits(1, 1).bits(0, 2).align()
    .bytes([0]).bits(1, 2).bits(0, 40)],
  ['cells of 54 bits', bitList().bits(1, 1).num(1).bits(0, 1).bits(1, 1).bits(0, 2).align()
    .bytes([0]).bits(0, 2).int(0).bits(54, 6).bits(0, 54)],
  ['a number without end', bitList().bits(1, 1).bytes(Array(60_000).fill(0xff))],
]) {
  test(`rows: ${what}`, () => {
    const bytes = bitList().bits(1, 1).bits(0, 2).int(0).bits(0, 6).bits(0, 2).int(1).bits(0, 6).bits(1, 1).append(bits.list)
    return misfits([[0, 3, bytes.toBytes()]])
  })
}

for (const [what, ...records] of [
  ['nothing'],
  ['a kind alone', [1]],
  ['a length beyond the message', [1, 9, 0x82]],
  ['a length of 54 bits', [1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f]],
  ['a length without end', [1, ...Array(1000).fill(0xff)]],
  ['a message that is null', record(1, [0xf6])],
  ['a message that is a map', record(1, encode({ a: 1 }))],
  ['a message without an action', record(1, encode([]))],
  ['an index beyond the dictionary', record(1, encode([9, null]))],
  ['an index that every array has', record(1, encode(['length', null])), record(1, encode([-1, null]))],
  ['something behind a message', record(1, encode(['say', null]), [0])],
  ['a state of nothing', record(2)],
  ['a state of a tick', record(2, [1])],
  ['a state with base below 0', record(2, [1, 2, 0, 0])],
  ['a state of tick 0', record(2, [0, 0, 0, 0])],
  ['a section that ends too soon', record(2, [1, 0, 0, 0, 0, 1])],
  ['a section longer than its record', record(2, [1, 0, 0, 0, 0, 1, 9, 0])],
  ['a state as a message', record(1, encode(['$state', { tick: 5, base: 0, time: 1, views: [] }]))],
  ['a ping of nothing', record(4)],
  ['a ping of nine bytes', record(4, Array(9).fill(0))],
  ['a pong without time', record(5, Array(8).fill(0))],
  ['a pong that is NaN', record(5, [0x7f, 0xf8, 0, 0, 0, 0, 0, 0, ...Array(8).fill(0)])],
  ['a view of nothing', record(6)],
  ['a view that is null', record(6, [9, 0xf6])],
  ['a second welcome', record(1, encode(['$welcome', welcome().data]))],
  ['65 messages', ...Array(65).fill(record(1, encode(['say', null])))],
]) {
  test(`records: ${what}`, async () => {
    const { room, send, socket } = await binary()
    send(...records)
    assert.deepEqual({ ...room.status.latest, reason: '' }, { state: 'closed', code: 4011, reason: '' })
    assert.equal(socket.closed.code, 4011)
  })
}

for (const text of ['', '5', '1e9', '2000000000', '{"action":"say","data":1}']) {
  test(`text on a binary connection closes it: "${text}"`, async () => {
    const { room, socket } = await binary()
    const { arrayBuffers } = process.memoryUsage()
    socket.text(text)
    assert.equal(room.status.latest.code, 4011)
    assert(process.memoryUsage().arrayBuffers < arrayBuffers + 100e6)
  })
}

test('binary on a text connection closes it', async () => {
  const { room, socket } = await joined({ codec: 'json', reconnect: false })
  socket.text(message(record(1, encode(['say', null]))))
  assert.equal(room.status.latest.code, 4011)
})

test('what comes before the welcome and is none of the protocol closes it', async () => {
  for (const bytes of [record(1, encode(['say', null])), stateRecord({ tick: 1, base: 0, time: 1 }, []), record(1, [0x82, 0, 0xf6])]) {
    const connecting = connect({ url: 'ws://test/play', WebSocket: FakeSocket, codec: 'cbor' })
    FakeSocket.last.accept()
    FakeSocket.last.text(message(bytes))
    await assert.rejects(connecting, { code: 4011 })
  }
})

for (const [what, data] of [
  ['actions that are a map', { actions: { a: 1 } }], 
  ['actions that are a number', { actions: 5 }], ['views that are a map', { views: {} }],
  ['views that are a text', { views: 'world' }], ['a view that is null', { views: [null] }],
]) {
  test(`a welcome: ${what}`, async () => {
    const connecting = connect({ url: 'ws://test/play', WebSocket: FakeSocket, codec: 'cbor' })
    FakeSocket.last.accept()
    FakeSocket.last.text(message(record(1, encode(['$welcome', { ...welcome().data, ...data }]))))
    await assert.rejects(connecting, { code: 4011 })
  })
}

for (const [what, view] of [
  ['a name that is a number', { name: 5, key: 'a', schema: null }],
  ['a name that is an array', { name: ['__proto__'], key: 'a', schema: null }],
  ['a key that is an array', { name: 'area', key: ['__proto__'], schema: null }],
  ['a key that is a map', { name: 'area', key: { a: 1 }, schema: null }],
  ['no name', { key: 'a', schema: null }],
]) {
  test(`an announcement: ${what}`, () =>
    misfits([[9, 1, encode({ polluted: 1 })]], { announced: viewRecord(9, view) }))
}

test('an announcement of a view of the welcome changes nothing', async () => {
  const { room, state } = await binary()
  state([[0, 1, encode(1)]], { announced: viewRecord(0, { name: 'other', key: 'a', schema: null }) })
  assert.deepEqual({ ...room.frames.latest.views }, { world: 1 })
})

test('an announcement that refers to itself has no schema', () =>
  misfits([[9, 3, [1]]], { announced: viewRecord(9, { name: 'area', key: 'a', schema: 9 }) }))

test('announcements without end close it', async () => {
  const { room, send } = await binary()
  for (let i = 0; i < 70_000 && room.status.latest.state === 'connected'; i += 1000) {
    send(...Array.from({ length: 1000 }, (_, j) => viewRecord(2 + i + j, { name: 'area', key: `${i + j}`, schema: 1 })))
  }
  assert.equal(room.status.latest.code, 4011)
})

test('a delta does not fit after gone', async () => {
  const { room, state, asked } = await binary()
  const server = tableEncoder(SCHEMA)
  state([[0, 3, server({ n: 1, held: {} })]])
  state([[0, 0, []]])
  state([[0, 4, server({ n: 2, held: {} })]])
  assert.equal(asked(), 1)
  assert.deepEqual({ ...room.frames.latest.views }, {})
})

test('gone of what is not held is nothing', async () => {
  const { room, state, asked } = await binary()
  state([[0, 1, encode(1)]])
  state([[1, 0, []]])
  assert.equal(asked(), 0)
  assert.deepEqual({ ...room.frames.latest.views }, { world: 1 })
})

test('a delta does not fit after a complete state without the view', async () => {
  const { room, state, asked } = await binary()
  const server = tableEncoder(SCHEMA)
  state([[0, 3, server({ n: 1, held: {} })]])
  state([[1, 1, encode(1)]], { complete: true })
  state([[0, 4, server({ n: 2, held: {} })]])
  assert.equal(asked(), 1)
  assert.deepEqual({ ...room.frames.latest.views }, { area: 1 })
})

test('tables that failed half-way are not gone on from', async () => {
  const { room, state, asked } = await binary()
  const server = tableEncoder(SCHEMA)
  state([[0, 3, server({ n: 1, held: {} })]])
  state([[0, 4, server({ n: 2, held: {} })], [1, 9, []]])
  assert.equal(asked(), 1)
  state([[0, 4, server({ n: 3, held: {} })]], { complete: true })
  assert.equal(asked(), 1)
  assert.deepEqual(room.states.latest, { n: 1, held: {} })
})

test('a view twice in a state closes it', async () => {
  const { room, state } = await binary()
  state([[0, 1, encode({ a: 1 })]])
  state([[0, 2, encode(new Map([[0, { b: 1 }]]))], [0, 2, encode(new Map([[0, { c: 1 }]]))]])
  assert.equal(room.status.latest.code, 4011)
})
