// A slow encoder of tables (PROTOCOL 12) that can say everything in every way: `choose` picks one of several ways, each
// a list of bits. By default the shortest.

import { encode, encodePatch, varint } from './cbor.mjs'

export const shortest = ways => ways.reduce((a, b) => b.length < a.length ? b : a)

const zigzag = n => n < 0 ? -2 * n - 1 : 2 * n

/** A list of bits with ways to append to it. */
export const bitList = (list = []) => {
  const bits = {
    list,
    bits(n, width) {
      for (let i = 0; i < width; i++, n = Math.floor(n / 2)) list.push(n % 2)
      return bits
    },
    num(n) {
      for (; n > 7; n = Math.floor(n / 8)) bits.bits(n % 8 + 8, 4)
      return bits.bits(n, 4)
    },
    int: n => bits.num(zigzag(n)),
    rice(n, k) {
      const q = Math.floor(n / 2 ** k)
      if (q > 14) return bits.bits(2 ** 15 - 1, 15).num(n)
      return bits.bits(2 ** q - 1, q + 1).bits(n % 2 ** k, k)
    },
    align() {
      while (list.length % 8) list.push(0)
      return bits
    },
    bytes(all) {
      for (const byte of all) bits.bits(byte, 8)
      return bits
    },
    append(other) {
      for (const bit of other) list.push(bit)
      return bits
    },
    toBytes() {
      bits.align()
      return Array.from({ length: list.length / 8 }, (_, i) => list.slice(i * 8, i * 8 + 8).reduce((n, bit, j) => n + bit * 2 ** j, 0))
    },
  }
  return bits
}

const widthOf = n => n ? n.toString(2).length : 0
const riceSizes = numbers => {
  const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length || 0
  const k = Math.min(31, Math.max(0, widthOf(Math.floor(mean)) - 1))
  return [k, Math.min(31, k + 1)]
}

/** Some of 0 … n - 1, ascending. */
export const setWays = (some, n, before) => {
  const is = new Set(some), gaps = some.map((index, i) => index - (i ? some[i - 1] : -1) - 1)
  const ways = [bitList().bits(1, 2).append(Array.from({ length: n }, (_, i) => is.has(i) ? 1 : 0))]
  if (some.length === n) ways.push(bitList().bits(0, 2))
  for (const k of riceSizes(gaps)) {
    const way = bitList().bits(2, 2).num(some.length).bits(k, 5)
    for (const gap of gaps) way.rice(gap, k)
    ways.push(way)
  }
  if (before?.length === n && String(before.some) === String(some)) ways.push(bitList().bits(3, 2))
  return ways.map(({ list }) => list)
}

const textBytes = text => {
  if (text === null) return [0]
  const bytes = new TextEncoder().encode(text)
  return [...varint(bytes.length + 1), ...bytes]
}

/** The cells of some rows; `before` are those that stood there, if rows stayed. `offset` is how far from a whole byte. */
export const blockWays = ({ type, wrap }, cells, before, patches = []) => {
  const ways = []
  const least = numbers => {
    const low = numbers.reduce((a, b) => Math.min(a, b)), high = numbers.reduce((a, b) => Math.max(a, b))
    const width = widthOf(high - low)
    const way = bitList().int(low).bits(width, 6)
    for (const number of numbers) way.bits(number - low, width)
    return way.list
  }
  if (type === 'text') return [{ bytes: cells.flatMap(textBytes) }]
  if (type === 'any') {
    const whole = cell => {
      const bytes = encode(cell)
      return [...varint(bytes.length * 2), ...bytes]
    }
    ways.push({ bytes: cells.flatMap(whole) })
    if (patches.some(patch => patch)) {
      ways.push({
        bytes: cells.flatMap((cell, i) => {
          if (!patches[i]) return whole(cell)
          const bytes = encodePatch(patches[i])
          return [...varint(bytes.length * 2 + 1), ...bytes]
        }),
      })
    }
    return ways
  }
  if (type === 'f64' || type === 'f32') {
    const floats = size => cells.flatMap(cell => {
      const view = new DataView(new ArrayBuffer(size))
      if (size > 4) view.setFloat64(0, cell)
      else view.setFloat32(0, cell)
      return [...new Uint8Array(view.buffer)]
    })
    ways.push({ mode: 0, bytes: floats(type === 'f64' ? 8 : 4) })
    if (type === 'f64' && cells.every(cell => Object.is(Math.fround(cell), cell))) ways.push({ mode: 1, bytes: floats(4) })
    for (let d = 0; d < 16; d++) {
      const scaled = cells.map(cell => Math.round(cell * Number(`1e${d}`)))
      const fits = scaled.every((n, i) => Math.abs(n) < 2 ** 50 && !Object.is(cells[i], -0) && Object.is(n / Number(`1e${d}`), cells[i]))
      if (fits) {
        ways.push({ mode: 2, list: [...bitList().bits(d, 4).list, ...least(scaled)] })
        if (d % 3) break
      }
    }
    return ways
  }
  ways.push({ mode: 0, list: least(cells) })
  if (before) {
    const deltas = cells.map((cell, i) => {
      const delta = cell - before[i]
      if (!wrap) return zigzag(delta)
      return zigzag(delta >= wrap / 2 ? delta - wrap : delta < -wrap / 2 ? delta + wrap : delta)
    })
    const width = widthOf(Math.max(...deltas))
    if (width < 32) {
      const way = bitList().bits(width, 5)
      for (const delta of deltas) way.bits(delta, width)
      ways.push({ mode: 1, list: way.list })
    }
    for (const k of Math.max(...deltas) < 2 ** 53 ? riceSizes(deltas) : []) {
      const way = bitList().bits(k, 5)
      for (const delta of deltas) way.rice(delta, k)
      ways.push({ mode: 2, list: way.list })
    }
  }
  return ways
}

const at = (value, path) => path.reduce((value, name) => value?.[name], value)

const cellOf = ({ type, at: path, null: nullable, per, step, values }, row, nullRow) => {
  const value = at(row, path)
  if (type === 'object') return value === null || value === undefined ? 0 : 1
  if (type === 'text' || type === 'any') return value ?? null
  if (type === 'f64' || type === 'f32') return value === null ? NaN : value ?? 0
  if (value === null || value === undefined) return 0
  const cell = type === 'enum' ? values.indexOf(value) : type === 'bool' ? Number(value)
    : Math.round(step ? value / step : per ? value * per : value)
  return nullable && cell >= 0 ? cell + 1 : cell
}

/**
 * What a server holds for one client. `ids` are the paths of the identities, by the table's index.
 *
 * `more` says for an unchanged cell whether it is sent again, `diff` makes a patch of an `any` cell or nothing,
 * `slotFor` chooses among free slots.
 */
export const tableEncoder = (schema, {
  ids = {}, choose = shortest, more = () => false, diff = () => undefined, slotFor = free => free[0],
  spare = () => 0,
} = {}) => {
  let tables

  const rowsOf = (value, { at: path, rows }, i) => {
    if (rows === 'one') return [['', value]]
    const container = at(value, path)
    if (rows === 'map') return Object.entries(container ?? {})
    return (container ?? []).map((row, index) => [rows === 'ids' ? at(row, ids[i]) : index, row])
  }

  const writeBlock = (out, column, cells, before, patches) => {
    const ways = blockWays(column, cells, before, patches).map(({ mode, list, bytes }) => {
      const way = bitList()
      if (mode !== undefined) way.bits(mode, 2)
      if (list) return way.append(list).list
      while ((out.list.length + way.list.length) % 8) way.list.push(0)
      return way.bytes(bytes).list
    })
    out.append(choose(ways))
  }

  /** Appends one table; returns whether anything changed. */
  const writeTable = (out, table, definition, i, value, complete) => {
    const rows = rowsOf(value, definition, i)
    const now = new Map(rows), { columns } = definition
    let changed = false
    const came = [], stayed = []
    if (definition.rows === 'one') {
      if (complete) came.push(0)
      else stayed.push(0)
      table.slots[0] = ''
    } else if (definition.rows === 'list') {
      const stays = Math.min(rows.length, table.slots.length, more() ? 1 : Infinity)
      for (let slot = 0; slot < rows.length; slot++) (slot < stays ? stayed : came).push(slot)
      changed = came.length > 0 || rows.length !== table.slots.length
      out.bits(changed ? 1 : 0, 1)
      if (changed) out.num(rows.length).num(stays)
      table.slots = rows.map((_, slot) => slot)
    } else {
      const left = new Set()
      table.slots.forEach((key, slot) => {
        if (key === undefined) return
        if (now.has(key)) {
          stayed.push(slot)
        } else {
          left.add(slot)
          table.slots[slot] = undefined
        }
      })
      const held = new Set(table.slots.filter(key => key !== undefined))
      const fresh = rows.filter(([key]) => !held.has(key))
      for (const [key] of fresh) {
        const free = Array.from({ length: table.slots.length + 1 }, (_, slot) => slot)
          .filter(slot => table.slots[slot] === undefined)
        const slot = slotFor(free)
        table.slots[slot] = key
        came.push(slot)
      }
      came.sort((a, b) => a - b)
      const highest = table.slots.findLastIndex(key => key !== undefined) + 1
      table.slots.length = highest
      changed = left.size + came.length > 0
      out.bits(changed ? 1 : 0, 1)
      if (changed) {
        const size = highest + spare()
        out.num(size)
        const gone = [...left].filter(slot => slot < size && table.slots[slot] === undefined).sort((a, b) => a - b)
        out.bits(gone.length ? 1 : 0, 1)
        if (gone.length) out.append(choose(setWays(gone, size)))
        out.bits(came.length ? 1 : 0, 1)
        if (came.length) {
          out.append(choose(setWays(came, size)))
          if (definition.rows === 'map') {
            out.align()
            for (const slot of came) {
              const bytes = new TextEncoder().encode(table.slots[slot])
              out.bytes([...varint(bytes.length), ...bytes])
            }
          }
        }
      }
      if (definition.rows === 'ids') {
        const slots = [...table.slots.keys()].filter(slot => table.slots[slot] !== undefined)
        const order = rows.map(([key]) => table.slots.indexOf(key))
        const staying = new Set(stayed)
        const natural = [...(table.order ?? []).filter(slot => staying.has(slot)), ...came]
        const width = widthOf(slots.length - 1)
        const ordered = String(natural) !== String(order) || order.length > 1 && more()
        out.bits(ordered ? 1 : 0, 1)
        if (ordered) for (const slot of order) out.bits(slots.indexOf(slot), slots.length > 1 ? width : 0)
        changed ||= ordered
        table.order = order
      }
    }
    let before
    columns.forEach((column, c) => {
      const cells = table.cells[c] ??= []
      const next = slot => cellOf(column, now.get(definition.rows === 'list' ? slot : table.slots[slot]))
      if (came.length) {
        writeBlock(out, column, came.map(next))
        for (const slot of came) cells[slot] = next(slot)
      }
      if (!stayed.length) return
      const differs = slot => column.type === 'any'
        ? JSON.stringify(next(slot)) !== JSON.stringify(cells[slot]) : !Object.is(next(slot), cells[slot])
      const some = [...stayed.keys()].filter(i => differs(stayed[i]) || column.type !== 'any' && more())
      out.bits(some.length ? 1 : 0, 1)
      if (!some.length) return
      changed = true
      out.append(choose(setWays(some, stayed.length, before)))
      before = { some, length: stayed.length }
      const slots = some.map(i => stayed[i])
      const patches = column.type === 'any' ? slots.map(slot => diff(cells[slot], next(slot))) : []
      writeBlock(out, column, slots.map(next), slots.map(slot => cells[slot]), patches)
      for (const slot of slots) cells[slot] = next(slot)
    })
    return changed || complete && definition.rows === 'one'
  }

  return (value, complete = !tables) => {
    if (complete) tables = schema.map(() => ({ slots: [], cells: [] }))
    const out = bitList()
    schema.forEach((definition, i) => {
      const start = out.list.length
      out.bits(1, 1)
      if (!writeTable(out, tables[i], definition, i, value, complete)) {
        out.list.length = start
        out.bits(0, 1)
      }
    })
    return out.toBytes()
  }
}
