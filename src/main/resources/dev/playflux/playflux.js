/**
 * Playflux in the browser: a plain ES module without dependencies or a build step. Its API is documented in
 * playflux.d.ts, the wire in docs/PROTOCOL.md; (§4) in a comment names a section there.
 *
 * From the bottom up: errors, streams, bytes, patches, tables, codecs, states, reliable messages, clocks, one connection
 * (`open`), and the room that outlives its connections (`connect`).
 */

/** Closes after which a client does not come back by itself (§8). */
const FINAL = new Set([1000, 1002, 1003, 1007, 1008, 1009, 4001, 4003, 4004, 4005, 4006, 4009, 4010, 4011])
const SILENT = 4008, PROTOCOL_ERROR = 4011

/** Acknowledgements are so far apart unless they ride along: §4 allows 100 ms, §5 50; timers need some of it. */
const ACK_MS = 80, RECEIPT_MS = 40

/** Envelopes share a message up to so many bytes: what is cut off is lost as a whole, so long ones get nowhere on a bad line. */
const PACKET = 1024

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

export class Undelivered extends PlayfluxError {
  get name() { return 'Undelivered' }

  constructor(action, reason) {
    super(`"${action}" may not have arrived: ${reason}`, reason, false)
    this.reason = reason
  }
}

/** For what the server gets wrong. */
const demand = condition => {
  if (!condition) throw new Error('malformed')
}

// Streams

/** Lets an error of the page's own code surface on its own. */
const report = error => queueMicrotask(() => (globalThis.reportError ?? console.error)(error))

/** A subscriber that throws must stop neither the others nor us. */
const guarded = (listener, value) => {
  try {
    listener(value)
  } catch (error) {
    report(error)
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

// Bytes and bits

const POISON = new Set(['__proto__', 'constructor', 'prototype'])
const encoder = new TextEncoder(), decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The simple values of CBOR, from 20. */
const SIMPLE = [false, true, null]

/** How deep CBOR may be nested: deeper than any state, less deep than any stack. */
const DEEPEST = 500

/** Reads whole bytes, bits from the lowest of each byte on (§12), and CBOR (§10). Beyond its end it throws. */
class Reader {
  static of(data) {
    const given = new Uint8Array(data), bytes = new Uint8Array(given.length + 4) // bits() looks 32 bits ahead
    bytes.set(given)
    return new Reader(bytes, new DataView(bytes.buffer), 0, given.length)
  }

  constructor(bytes, view, from, to) {
    this.bytes = bytes
    this.view = view
    this.at = from * 8
    this.end = to * 8
  }

  /** Whether nothing is left but the zeros that fill a byte. */
  ended() {
    const left = this.end - this.at
    return left < 8 && !this.bits(left)
  }

  // Bytes

  /** The index of the next n whole bytes, which are read with that. */
  take(n) {
    const from = this.at + 7 >>> 3
    demand(n <= this.end / 8 - from)
    this.at = (from + n) * 8
    return from
  }
  part(n) {
    return new Reader(this.bytes, this.view, this.take(n), this.at / 8)
  }
  byte() { return this.bytes[this.take(1)] }
  varint() {
    this.take(0)
    return this.groups(8)
  }
  float32() { return this.view.getFloat32(this.take(4)) }
  float64() { return this.view.getFloat64(this.take(8)) }
  text(n) {
    return decoder.decode(this.bytes.subarray(this.take(n), this.at / 8))
  }

  // Bits

  /** The next 25 bits at least. */
  word() { return this.view.getInt32(this.at >>> 3, true) >>> (this.at & 7) }
  bits(n) {
    if (n > 25) return this.bits(25) + this.bits(n - 25) * 2 ** 25
    const word = this.word()
    this.at += n
    demand(this.at <= this.end)
    return word & (1 << n) - 1
  }
  /** A number in groups of some bits, the lowest first. The highest bit of a group says whether another follows. */
  groups(width) {
    const base = 1 << width - 1
    for (let n = 0, unit = 1; ; unit *= base) {
      const group = this.bits(width)
      n += group % base * unit
      demand(n < 2 ** 53 && unit < 2 ** 53)
      if (group < base) return n
    }
  }
  num() { return this.groups(4) }
  rice(k) {
    const word = this.word() & 65_535, q = 31 - Math.clz32(~word & word + 1) // ones before the first zero
    if (q < 15 && k < 10) return this.bits(q + 1 + k) >>> q + 1 | q << k
    this.at += Math.min(q + 1, 15)
    return q < 15 ? q * 2 ** k + this.bits(k) : this.num()
  }
  /** Some of `all`, in their order; `before` is the set before this one. */
  set(all, before) {
    const mode = this.bits(2), some = []
    if (!mode) return all
    if (mode === 3) return before ?? demand()
    if (mode === 1) {
      for (const one of all) if (this.bits(1)) some.push(one)
      return some
    }
    const count = this.num(), k = this.bits(5)
    for (let i = 0, last = -1; i < count; i++) {
      last += 1 + this.rice(k)
      demand(last < all.length)
      some.push(all[last])
    }
    return some
  }

  // CBOR

  value(depth = 0) {
    demand(depth < DEEPEST)
    const head = this.byte(), kind = head >> 5
    let n = head & 31
    if (kind === 7) {
      if (n === 26) return this.float32()
      if (n === 27) return this.float64()
      demand(n - 20 in SIMPLE)
      return SIMPLE[n - 20]
    }
    if (n > 23) {
      demand(n < 28)
      let bytes = 1 << n - 24
      for (n = 0; bytes; bytes--) n = n * 256 + this.byte()
      demand(n < 2 ** 53)
    }
    if (!kind) return n
    if (kind === 1) return -1 - n
    if (kind === 3) return this.text(n)
    if (kind === 2) return this.bytes.slice(this.take(n), this.at / 8)
    demand(kind < 6)
    const list = [], map = {}
    for (; n; n--) {
      const item = this.value(depth + 1)
      if (kind === 4) {
        list.push(item)
      } else {
        demand(typeof item === 'string' || Number.isInteger(item))
        const member = this.value(depth + 1)
        if (!POISON.has(item)) map[item] = member
      }
    }
    return kind === 4 ? list : map
  }
}

/** 0, 1, 2, 3, 4 … stand for 0, -1, 1, -2, 2 … */
const unzigzag = n => n < 2 ** 31 ? n >>> 1 ^ -(n & 1) : n % 2 ? -(n + 1) / 2 : n / 2

// What is written is a list of bytes, `out`: messages to the server are short.

const writeVarint = (n, out) => {
  for (; n > 127; n = Math.floor(n / 128)) out.push(n % 128 + 128)
  out.push(n)
}
const writeFloat = (n, out, type = Float64Array) =>
  out.push(...new Uint8Array(type.of(n).buffer).reverse()) // browsers are little-endian

/** CBOR of what snapshot() gives; a map whose names are integers is a Map. */
const writeCbor = (value, out) => {
  const head = (kind, n) => {
    let info = n, size = 0
    if (n > 23) for (info = 24, size = 1; n >= 256 ** size; size *= 2) info++
    out.push(kind << 5 | info)
    for (let unit = 256 ** (size - 1); unit >= 1; unit /= 256) out.push(Math.floor(n / unit) % 256)
  }
  const all = (kind, items, each) => {
    head(kind, items.length)
    items.forEach(each)
  }
  const byte = byte => out.push(byte), item = item => writeCbor(item, out), simple = SIMPLE.indexOf(value ?? null)
  if (simple >= 0) {
    head(7, 20 + simple)
  } else if (typeof value === 'string') {
    all(3, encoder.encode(value), byte)
  } else if (Number.isSafeInteger(value)) {
    head(value < 0 ? 1 : 0, value < 0 ? -1 - value : value)
  } else if (typeof value === 'number') {
    const double = Math.fround(value) !== value
    byte(0xfa + double)
    writeFloat(value, out, double ? Float64Array : Float32Array)
  } else if (value instanceof Uint8Array) {
    all(2, value, byte)
  } else if (Array.isArray(value)) {
    all(4, value, item)
  } else {
    all(5, value instanceof Map ? [...value] : Object.entries(value), member => member.forEach(item))
  }
}

/** As of now, and ours: what JSON makes of it, but bytes stay bytes. Throws a TypeError for what JSON cannot say. */
const snapshot = data => {
  const bytes = new Map()
  const text = JSON.stringify({ data }, (_, item) => {
    if (!(item instanceof Uint8Array)) return item
    const mark = Math.random() + ' ' + bytes.size
    bytes.set(mark, item.slice())
    return mark
  })
  return JSON.parse(text, (_, item) => bytes.get(item) ?? item).data
}

// Patches (§4)

const NAMES = ['set', 'del', 'in', 'len'], INDEXES = [0, 1, 2, 3]

let grown // By how much the arrays of a state have: they may come from very few bytes.

/** A copy of `value` with `patch` applied. What the patch does not name is shared; `value` stays as it is. */
const patched = (value, patch, names) => {
  const [set = {}, del = [], inner = {}, len] = names.map(name => patch[name])
  const list = Array.isArray(value)
  const copy = list ? value.slice() : { ...value }
  const held = name => {
    demand(Object.hasOwn(copy, name) && !(list && name === 'length'))
    return name
  }
  demand(list ? !del.length : value && typeof value === 'object' && len === undefined)
  if (len !== undefined) {
    demand(len >>> 0 === len && (grown += len - value.length) <= 1e6)
    copy.length = len
    copy.fill(null, value.length)
  }
  for (const name of del) if (!POISON.has(name)) delete copy[held(name)]
  for (const [name, member] of Object.entries(set)) copy[list ? held(name) : name] = member
  for (const [name, patch] of Object.entries(inner)) copy[held(name)] = patched(copy[name], patch, names)
  return copy
}

// Tables (§12). A node is a place where each row of a table has an object: the row itself or, with a parent, one that is
// nested in it. Cells go into drafts, which nobody sees; of those that a section touches, copies are published. (Engines
// copy one quickly that was no copy itself: a draft a hundred times sooner than the object published before.)

let stamp = 0 // of the section
let nodes // how many the table has that is made

const makeNode = (parent, name) => ({
  parent, name, template: {}, children: [], drafts: [], objects: [], stamps: [],
})

/** What a schema calls a member. */
const named = name => demand(typeof name === 'string' && !POISON.has(name))

/** The node at a path below another. */
const nodeAt = (node, path) => {
  for (const name of path) {
    named(name)
    let child = node.children.find(child => child.name === name)
    if (!child) {
      nodes++
      node.children.push(child = makeNode(node, name))
      node.template[name] = null
    }
    node = child
  }
  return node
}

/** For a row that came. */
const makeDrafts = (node, slot) => {
  node.drafts[slot] = { ...node.template }
  node.stamps[slot] = stamp
  for (const child of node.children) makeDrafts(child, slot)
}

const touch = ({ parent, stamps }, slot) => {
  if (stamps[slot] === stamp) return
  stamps[slot] = stamp
  if (parent) touch(parent, slot)
}

const published = ({ gate, table, children, drafts, objects, stamps }, slot) => {
  if (stamps[slot] === stamp) {
    const draft = drafts[slot]
    for (const child of children) draft[child.name] = published(child, slot)
    objects[slot] = gate && !gate.cells[slot] ? null : table ? table.whole : { ...draft }
  }
  return objects[slot]
}

/** The value that a cell stands for; other cells than numbers stand for themselves. */
const shown = ({ values, nullable, step, per }, cell) => {
  if (typeof cell !== 'number') return cell
  if (nullable && cell >= 0 && --cell < 0) return null
  if (values) return values[cell] ?? demand()
  return isNaN(cell) ? null : cell * step / per
}

/**
 * Shows cells in drafts. Engines are quick where one place in the code stores members of one name, so the first few names
 * to change have places of their own: the copies of the first line.
 */
const SHOW = [
  (column, slots, cells, drafts, name) => { for (const slot of slots) drafts[slot][name] = shown(column, cells[slot]) },
  (column, slots, cells, drafts, name) => { for (const slot of slots) drafts[slot][name] = shown(column, cells[slot]) },
  (column, slots, cells, drafts, name) => { for (const slot of slots) drafts[slot][name] = shown(column, cells[slot]) },
  (column, slots, cells, drafts, name) => { for (const slot of slots) drafts[slot][name] = shown(column, cells[slot]) },
  (column, slots, cells, drafts, name) => { for (const slot of slots) drafts[slot][name] = shown(column, cells[slot]) },
  (column, slots, cells, drafts, name) => { for (const slot of slots) drafts[slot][name] = shown(column, cells[slot]) },
]
const PLACES = { __proto__: null }

/** Reads a block, the new cells of some slots. */
const readColumn = (reader, column, slots, came) => {
  const { type, node, name, cells, wrap } = column, float = type[0] === 'f'
  const put = (slot, cell) => {
    if (Object.is(cell, cells[slot])) return
    cells[slot] = cell
    touch(node, slot)
  }
  if (type === 'text') {
    for (const slot of slots) {
      const size = reader.varint()
      put(slot, size ? reader.text(size - 1) : null)
    }
  } else if (type === 'any') {
    for (const slot of slots) {
      const size = reader.varint(), part = reader.part(Math.floor(size / 2)), value = part.value()
      demand(part.ended() && !(came && size % 2))
      put(slot, size % 2 ? patched(cells[slot], value, INDEXES) : value)
    }
  } else {
    const mode = reader.bits(2)
    demand(mode < (came && !float ? 1 : 3))
    if (float && mode < 2) {
      for (const slot of slots) put(slot, mode || type === 'f32' ? reader.float32() : reader.float64())
    } else if (float || !mode) {
      const scale = float ? Number(`1e${reader.bits(4)}`) : 1, least = unzigzag(reader.num()), width = reader.bits(6)
      demand(width < 54)
      for (const slot of slots) put(slot, (least + reader.bits(width)) / scale)
    } else {
      const size = reader.bits(5)
      for (const slot of slots) {
        const cell = cells[slot] + unzigzag(mode > 1 ? reader.rice(size) : reader.bits(size))
        put(slot, wrap ? cell - wrap * Math.floor(cell / wrap + 0.5) : cell)
      }
    }
  }
  if (type === 'object') return
  if (!came && SHOW[1]) PLACES[name] ??= SHOW.pop()
  const show = PLACES[name] ?? SHOW[0]
  show(column, slots, cells, node.drafts, name)
}

/** Publishes rows and, anew if one of them is, their map or list. */
const renew = (table, moved) => {
  const { rows, order, keys, spot, top } = table, fresh = order.filter(slot => top.stamps[slot] === stamp)
  if (!moved && !fresh.length) return
  for (const slot of fresh) published(top, slot)
  if (rows !== 'map') {
    table.whole = order.map(slot => top.objects[slot])
  } else {
    if (moved) table.draft = undefined
    // Slow to make, but unlike an object that grew member by member quick to copy.
    table.draft ??= Object.fromEntries(order.map(slot => [keys[slot], top.objects[slot]]))
    for (const slot of fresh) table.draft[keys[slot]] = top.objects[slot]
    table.whole = { ...table.draft }
  }
  touch(spot, 0)
}

/** Which rows come, stay and go, the order of those that are there, and their cells. */
const readTable = (reader, table) => {
  const { rows, slots, order, keys, columns, top } = table
  let came = [], stayed = slots, set
  if (rows === 'one') {
    if (!slots.length) came = [0]
  } else if (reader.bits(1)) {
    const length = reader.num(), all = [...Array(length * table.width <= 2 ** 22 ? length : demand()).keys()]
    if (rows === 'list') {
      const count = reader.num()
      demand(count <= slots.length && count <= all.length)
      stayed = all.slice(0, count)
      came = all.slice(count)
    } else {
      const gone = new Set(reader.bits(1) ? reader.set(all) : [])
      if (reader.bits(1)) came = reader.set(all)
      for (const slot of came) {
        gone.add(slot)
        if (rows === 'map') keys[slot] = reader.text(reader.varint())
      }
      stayed = slots.filter(slot => slot < all.length && !gone.has(slot))
    }
  }
  let moved = came.length + slots.length > stayed.length
  if (moved) {
    const staying = new Set(stayed)
    table.slots = [...stayed, ...came].sort((a, b) => a - b)
    table.order = rows === 'ids' ? [...order.filter(slot => staying.has(slot)), ...came]
      : table.slots.filter(slot => !POISON.has(keys[slot]))
  }
  if (rows === 'ids' && reader.bits(1)) {
    const ranks = table.slots, width = 32 - Math.clz32(ranks.length - 1)
    table.order = ranks.map(() => ranks[reader.bits(width)] ?? demand())
    demand(new Set(table.order).size === ranks.length)
    moved = true
  }
  for (const slot of came) makeDrafts(top, slot)
  for (const column of columns) {
    if (came.length) readColumn(reader, column, came, true)
    if (stayed.length && reader.bits(1)) readColumn(reader, column, set = reader.set(stayed, set), false)
  }
  if (table.spot) renew(table, moved)
}

/** All columns have the same members: engines are quick then. */
const makeColumn = ({ at, type, null: nullable, per = 1, step = 1, wrap, values }, top) => {
  const isObject = type === 'object', node = nodeAt(top, isObject ? at : at.slice(0, -1)), name = at.at(-1)
  const column = {
    type, nullable, per, step, wrap, values: type === 'bool' ? SIMPLE : values, node, name, cells: [],
  }
  named(name)
  demand(/^(int|bool|enum|object|f64|f32|text|any)$/.test(type))
  if (isObject) node.gate = column
  else node.template[name] = null
  return column
}

/** The tables of a schema, still empty: takes in sections and returns the value that they make. */
const makeTables = schema => {
  const tables = schema.map(({ at, rows, columns }) => {
    demand(/^(one|map|list|ids)$/.test(rows))
    nodes = 1
    const top = makeNode(), made = columns.map(column => makeColumn(column, top))
    return {
      at, rows, top, columns: made, width: Math.max(64, nodes, made.length),
      slots: [], order: [], keys: [], whole: rows === 'map' ? {} : [],
    }
  })
  const [root, ...others] = tables
  for (const table of others) (table.spot = nodeAt(root.top, table.at)).table = table
  return section => {
    stamp++
    for (const table of tables) if (section.bits(1)) readTable(section, table)
    const value = published(root.top, 0)
    demand(value && section.ended())
    return value
  }
}

// The codecs, by their sub-protocols; one for each connection. A piece is one encoded envelope, pack() makes a message
// of some. Decoding turns the `views` of a `$state` into changes: from the value that is held to the one that follows.

/** Such a name may be in this text, perhaps escaped: \u005f is "_", \u0063 "c", \u0070 "p". */
const SUSPECT = /__proto__|constructor|prototype|\\u00[567]/
const unpoisoned = (name, value) => POISON.has(name) ? undefined : value

const jsonCodec = () => ({
  encode: envelope => JSON.stringify(envelope),
  size: piece => encoder.encode(piece).length,
  pack: pieces => pieces.length > 1 ? `[${pieces}]` : pieces[0],
  decode(text) {
    const message = SUSPECT.test(text) ? JSON.parse(text, unpoisoned) : JSON.parse(text)
    const envelopes = Array.isArray(message) ? message : [message]
    demand(envelopes.length && envelopes.length <= 64)
    for (const { action, data } of envelopes) {
      if (action === '$state') data.views = Object.entries(data.views ?? {}).map(changeOf)
    }
    return envelopes
  },
})

const changeOf = ([path, section]) => {
  const [name, key] = path.split(/\/(.*)/s)
  return {
    name,
    key,
    change: held => section.gone ? undefined : 'full' in section ? section.full : patched(held, section.patch, NAMES),
  }
}

const cborCodec = () => {
  const views = new Map()
  let actions = [], fixed = 0

  /** A view of many keys shares the schema of an earlier one. */
  const announce = (view, index) => {
    demand(views.size < 65_536)
    views.set(index, { ...view, schema: (views.get(view.schema) ?? view).schema })
  }

  const forget = index => index < fixed || views.delete(index)

  const changeOf = (view, encoding, section) => ({
    ...view,
    change(held) {
      if (encoding > 2) {
        if (encoding < 4) view.tables = makeTables(view.schema)
        else demand(encoding < 5 && held && held === view.value)
        return view.value = view.tables(section)
      }
      const value = encoding ? section.value() : undefined
      demand(section.ended())
      return encoding === 2 ? patched(held, value, INDEXES) : value
    },
  })
  const readMessage = record => {
    const [name, data, meta] = record.value(), action = typeof name === 'number' ? actions[name] : name
    demand(action !== '$state')
    if (action === '$welcome') {
      actions = [...data.actions ?? []]
      fixed = data.views?.length ?? 0
      data.views?.forEach(announce)
    }
    return { action, data, seq: meta?.[0], ask: meta?.[1] }
  }
  const readState = record => {
    const tick = record.varint(), age = record.varint(), input = record.varint() || undefined, time = record.varint()
    const changes = new Map()
    demand(age < tick)
    while (!record.ended()) {
      const index = record.varint(), encoding = record.byte(), section = record.part(record.varint())
      demand(!changes.has(index))
      changes.set(index, changeOf(views.get(index), encoding, section))
      if (!encoding) forget(index)
    }
    if (!age) for (const index of views.keys()) if (!changes.has(index)) forget(index)
    return { action: '$state', data: { tick, base: age && tick - age, input, time, views: [...changes.values()] } }
  }
  const kinds = {
    1: readMessage,
    2: readState,
    3: record => ({ action: '$ack', data: { tick: record.varint(), seq: record.varint() } }),
    4: record => ({ action: '$ping', data: { t: record.float64() } }),
    5: record => ({ action: '$pong', data: { t: record.float64(), time: record.float64() } }),
    6(record) {
      const index = record.varint(), view = record.value()
      index < fixed || announce(view, index)
    },
  }
  return {
    encode({ action, data, seq, ask, input }) {
      const body = [], head = [['$ack', '$ping', '$pong'].indexOf(action) + 3], [kind] = head
      if (kind > 3) {
        for (const time of Object.values(data)) writeFloat(time, body)
      } else if (kind === 3) {
        for (const number of [data.tick, data.seq]) writeVarint(number ?? 0, body)
      } else {
        const index = actions.indexOf(action), meta = new Map([[0, seq], [1, ask], [2, input]].filter(([, member]) => member))
        head[0] = 1
        writeCbor([index < 0 ? action : index, data, ...meta.size ? [meta] : []], body)
      }
      writeVarint(body.length, head)
      return [...head, ...body]
    },
    size: piece => piece.length,
    pack: pieces => new Uint8Array(pieces.flat()),
    decode(data) {
      demand(data.byteLength) // a text has none
      const reader = Reader.of(data), envelopes = []
      do {
        const read = kinds[reader.byte()], record = reader.part(reader.varint()), envelope = read?.(record)
        demand(!read || record.ended())
        if (envelope) demand(envelopes.push(envelope) <= 64)
      } while (!reader.ended())
      return envelopes
    },
  }
}

/** As they are offered, the best first. */
const CODECS = { 'playflux.v1.cbor': cborCodec, 'playflux.v1.json': jsonCodec }

/** The views of one connection, as of the state applied last. */
const replica = () => {
  let views = {}, seen = 0, applied = 0, lost = false

  /** What has a key is in an object of all keys (§11), which is copied once. */
  const compose = (base, changes) => {
    const next = { __proto__: null, ...base }, keyed = new Set() // a view may be called "toString"
    for (const { name, key, change } of changes) {
      demand(typeof name === 'string' && typeof (key ?? name) === 'string')
      if (POISON.has(name) || POISON.has(key)) continue
      if (key !== undefined && !keyed.has(name)) {
        next[name] = { ...next[name] }
        keyed.add(name)
      }
      const views = key === undefined ? next : next[name], at = key ?? name, value = change(views[at])
      if (value === undefined) delete views[at]
      else views[at] = value
    }
    for (const name of keyed) if (!Object.keys(next[name]).length) delete next[name]
    return next
  }
  return {
    get tick() { return applied },

    /** The frame that a `$state` makes, if it makes one; else `resync` is called, once until a complete state comes. */
    accept({ tick, time, base, input, views: changes }, resync) {
      demand(Number.isSafeInteger(tick) && tick > seen && Number.isFinite(time))
      seen = tick
      grown = 0
      const complete = base === 0
      if (lost && !complete) return
      lost = true
      try {
        demand(complete || base === applied)
        views = compose(complete ? {} : views, changes)
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

// Reliable messages (§5)

/** Those of one session, both ways, on whatever connection. `heard` is the last that came, `owed` how many want an ack. */
const mailbox = checked => {
  const kept = new Map(), waiting = new Map() // by number: what is not acknowledged, and who waits for word of it
  let last = 0, bytes = 0
  const tell = (seq, error, value) => waiting.get(seq)?.(error, value)

  const mail = {
    heard: 0,
    owed: 0,

    /** Numbers a message and keeps it. With `ask` a reply settles the promise, else its acknowledgement does. */
    keep(action, data, more, resolve, reject, timeoutMs) {
      const seq = last + 1, [envelope, size] = checked(action, data, { ...more, seq })
      if (kept.size > 255 || bytes + size > 262_144 || waiting.size > 511) throw new Undelivered(action, 'overflow')
      last = seq
      bytes += size
      kept.set(seq, { envelope, size })
      const settle = (error, value) => {
        waiting.delete(seq)
        clearTimeout(timer)
        if (error) reject(error.name ? error : new Undelivered(action, error))
        else resolve(value)
      }
      const timer = timeoutMs < 2 ** 31 && setTimeout(() => settle('timeout'), timeoutMs)
      waiting.set(seq, settle)
      return envelope
    },
    /** What goes out again on another connection. */
    again: () => [...kept.values()].map(({ envelope }) => envelope),
    ack(all) {
      demand(all <= last)
      for (const [seq, { envelope, size }] of kept) {
        if (seq > all) return
        kept.delete(seq)
        bytes -= size
        if (!envelope.ask) tell(seq)
      }
    },
    /** Whether somebody hears of it. */
    refused: error => waiting.has(error.re) && !tell(error.re, error),
    replied({ re, ok, error }) {
      tell(re, error && new Refused({ ...error, re }), ok)
    },
    lost() {
      for (const settle of waiting.values()) settle('lost')
    },
    /** Whether a message of this number is new. */
    hear(seq) {
      mail.owed++
      if (seq === mail.heard + 1) return mail.heard = seq
      demand(seq <= mail.heard)
    },
  }
  return mail
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
const open = ({ url, protocols, WebSocket, hello, timeoutMs }, room) => {
  const socket = new WebSocket(url, protocols)
  const state = replica(), timers = {}
  let codec, limit = 16_384, mail, over = false, held, refusal
  let acked = 0, ackedAt = 0, heard, due, beats = 0

  const later = (name, ms, task) => {
    timers[name] ??= setTimeout(() => {
      timers[name] = undefined
      task()
    }, ms)
  }

  // Out

  const unseen = () => hello.acks && state.tick > acked, owing = () => mail && (mail.owed || unseen())

  /** In few messages, behind the acknowledgement if one is due. */
  const write = (...envelopes) => {
    if (socket.readyState !== 1) return // closing: what is handled now came before, and the browser would complain
    if (owing()) {
      const tick = unseen() ? acked = state.tick : undefined, seq = mail.owed ? mail.heard : undefined
      mail.owed = 0
      ackedAt = now()
      envelopes.unshift({ action: '$ack', data: { tick, seq } })
    }
    let batch = [], size = 1
    for (const piece of envelopes.map(codec.encode)) {
      const bytes = codec.size(piece) + 1
      if (batch.length === 64 || batch.length && size + bytes > Math.min(limit, PACKET)) {
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
    if (over || !owing()) return
    const { owed } = mail, wait = ackedAt + (owed ? RECEIPT_MS : ACK_MS) - now()
    if (wait > 0 && owed < 8) later(owed ? 'receipt' : 'ack', wait, write)
    else write()
  }

  /** Returns what its `$pong` will bring back. */
  const ping = () => {
    const t = now()
    write({ action: '$ping', data: { t } })
    return t
  }

  /** Follows the server's clock and notices silence (§7). */
  const pulse = () => {
    const at = now()
    // A timer that is late itself, in a frozen tab say, proves nothing: ask once more.
    if (at - heard >= 15_000 && at - due < 2000) return end(SILENT, 'silent')
    ping()
    due = Math.min(at + (++beats < 4 ? 250 : 5000), Math.max(heard + 15_000, at + 1000))
    later('pulse', due - at, pulse)
  }

  // In

  const handlers = {
    $welcome(data) {
      demand(!mail && Number.isFinite(data.time))
      limit = data.limits?.messageBytes ?? limit
      mail = room.mail(data)
      // Who awaits connect() shall have subscribed before the rest is told, even what came in the same message.
      held = []
      later('release', 0, release)
      pulse()
      room.welcomed(data, codec, limit)
    },
    $state(data) {
      const step = state.accept(data, () => write({ action: '$resync' }))
      if (step) room.advanced(step)
    },
    $error(data) {
      const error = new Refused(data)
      if (error.fatal) refusal = error // a close follows, and its code decides what comes next
      if (!mail?.refused(error)) room.refused(error)
    },
    $ack: ({ seq }) => mail.ack(seq),
    $reply: data => mail.replied(data),
    $ping: ({ t }) => write({ action: '$pong', data: { t, time: Date.now() } }),
    $pong({ t, time }) {
      const took = now() - t
      demand(Number.isFinite(took + time))
      room.ponged(t, took, time)
    },
    $bye: data => end(1000, data?.reason),
    $move: (data, envelope) => room.told(envelope),
  }

  const receive = envelope => {
    const { action, seq, ask } = envelope
    demand(typeof action === 'string' && (mail || action[0] === '$' && action !== '$state'))
    if ((seq || ask) && !mail.hear(seq)) return
    envelope.data ??= null
    if (action[0] !== '$') room.told(envelope)
    else handlers[action]?.(envelope.data, envelope)
  }

  /** Whatever throws in here is the server's fault: subscribers are guarded. */
  const handle = envelopes => {
    try {
      for (const envelope of envelopes()) {
        if (held && !/^\$p/.test(envelope.action)) held.push(envelope) // but pings: a round trip holds no timer
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

  socket.binaryType = 'arraybuffer'
  socket.onopen = () => {
    codec = CODECS[socket.protocol]?.()
    if (codec) write({ action: '$hello', data: hello })
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
  later('welcome', timeoutMs, () => mail || end(SILENT, `no $welcome within ${timeoutMs} ms`))

  return {
    write,
    ready: () => !!mail && !over && socket.readyState === 1,
    clogged: () => socket.bufferedAmount > 65_536,
    ping,

    /** The server closes after `$bye`; if it does not, we do (§3). */
    leave(envelopes, reason) {
      if (over) return
      stop()
      if (socket.readyState !== 1) return socket.close()
      write(...envelopes, { action: '$bye', data: { reason } })
      const timer = setTimeout(() => socket.close(1000), 1000)
      socket.onclose = () => clearTimeout(timer)
    },
  }
}

// The room

const ACTION = /^[A-Za-z_][\w.:-]{0,63}$/

/** Continuous input: once per tick the latest of each action, in the order of their numbers. */
const pacer = checked => {
  const waiting = new Map()
  let link, tickMs = 0, count = 0, sentAt = -Infinity, timer

  const take = () => {
    const envelopes = [...waiting.values()]
    waiting.clear()
    return envelopes
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
      const number = waiting.get(action)?.input ?? count + 1
      waiting.set(action, checked(action, data, { input: number })[0])
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
  url: path = '/play', game, room: id, options, spectate, token, client = 'playflux.js', acks = true, codec: wanted = '',
  WebSocket = globalThis.WebSocket, reconnect = true, retry = false, timeoutMs = 10_000,
} = {}) => new Promise((resolve, reject) => {
  const url = address(path)
  const protocols = Object.keys(CODECS).filter(name => name.endsWith(wanted))
  if (!protocols[0]) throw new TypeError(`codec: ${wanted}`)
  const hello = snapshot({ game, room: id, options, spectate, token, client, acks }) // as of now, for all reconnects
  const status = source(), errors = source(false), frames = source(), views = new Map(), listeners = new Map()
  const answers = new Map()
  const pings = new Set(), clock = serverClock(), history = timeline()
  let link, codec, limit, mail, welcome, since, attempts = 0, giveUp, closed = false

  /** An envelope and its size. Refuses at the call what the server would close the connection for. */
  const checked = (action, data, more) => {
    if (typeof action !== 'string' || !ACTION.test(action)) throw new TypeError(`"${action}" is no action: ${ACTION}`)
    const envelope = { action, data: snapshot(data), ...more }
    const size = codec.size(codec.encode(envelope))
    if (size > limit) throw new RangeError(`"${action}" takes ${size} bytes, the server accepts ${limit}`)
    return [envelope, size]
  }

  /** Sends reliably: now, or when we are back. */
  const post = (action, ...more) => {
    if (!mail) throw new Undelivered(action, 'lost')
    const envelope = mail.keep(action, ...more)
    if (link.ready()) link.write(envelope)
  }
  const reliable = (action, data, timeoutMs, more) =>
    new Promise((resolve, reject) => post(action, data, more, resolve, reject, timeoutMs))

  const respond = async ({ action, data, seq: re }) => {
    const asked = mail, ignore = () => {}
    const reply = outcome => mail === asked && post('reply', { re, ...outcome }, { action: '$reply' }, ignore, ignore)
    try {
      const answer = answers.get(action)
      if (!answer) throw new Refused({ code: 'unknown_action' })
      reply({ ok: await answer(data) ?? null })
    } catch (error) {
      if (!(error instanceof Refused)) {
        report(error)
        error = { code: 'handler_failed' }
      }
      reply({ error: { code: error.code, message: error.message } })
    }
  }
  const inputs = pacer(checked)

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
    if (welcome?.resume) hello.resume = { token: welcome.resume.token, seq: mail.heard }
    link = open({ url, protocols, WebSocket, hello, timeoutMs }, events)
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
    mail?.lost()
    mail = undefined
    unanswered(code, reason)
    reject(error ?? new Disconnected(url, code, reason, true)) // without effect after a welcome
    status.emit({ state: 'closed', code, reason })
    for (const { end } of [status, errors, frames, ...views.values(), ...listeners.values()]) end()
  }

  const events = {
    mail({ resumed, seq }) {
      if (resumed) {
        mail.ack(seq)
      } else {
        inputs.stop() // what was steered in the last session is not for another seat
        mail?.lost()
        mail = mailbox(checked)
      }
      return mail
    },
    welcomed(...got) {
      [welcome, codec, limit] = got
      since = now()
      clock.start(welcome.time)
      link.write(...mail.again())
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
    told(envelope) {
      if (envelope.ask) respond(envelope).catch(report)
      else listeners.get(envelope.action)?.emit(envelope)
    },
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
      const [envelope] = checked(action, data)
      const sent = link.ready() && !link.clogged()
      if (sent) link.write(envelope)
      return sent
    },
    input: inputs.put,
    deliver: (action, data, { timeoutMs = 30_000 } = {}) => reliable(action, data, timeoutMs),
    ask: (action, data, { timeoutMs = 10_000 } = {}) => reliable(action, data, timeoutMs, { ask: true }),
    answer(action, answer) {
      answers.set(action, answer)
      return () => { answers.get(action) === answer && answers.delete(action) }
    },

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
