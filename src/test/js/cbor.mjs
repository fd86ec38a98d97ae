// CBOR and records as the protocol has them, written apart from the client: what it says is what the tests expect.

const utf8 = new TextEncoder()

export const varint = n => {
  const bytes = []
  for (; n > 127; n = Math.floor(n / 128)) bytes.push(n % 128 + 128)
  return [...bytes, n]
}
export const float64 = n => {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, n)
  return [...new Uint8Array(view.buffer)]
}
const float32 = n => {
  const view = new DataView(new ArrayBuffer(4))
  view.setFloat32(0, n)
  return [...new Uint8Array(view.buffer)]
}
const big = (n, size) => Array.from({ length: size }, (_, i) => Number(BigInt(n) >> BigInt(8 * (size - 1 - i)) & 255n))
const head = (kind, n) => {
  if (n < 24) return [kind << 5 | n]
  const form = [24, 25, 26, 27].find(form => n < 256 ** (1 << form - 24) || form === 27)
  return [kind << 5 | form, ...big(n, 1 << form - 24)]
}

/** A map of other names than text: Map. What JSON cannot say: Uint8Array, -0, NaN. */
export const encode = value => {
  if (value === null || value === undefined) return [0xf6]
  if (value === true) return [0xf5]
  if (value === false) return [0xf4]
  if (typeof value === 'string') {
    const bytes = utf8.encode(value)
    return [...head(3, bytes.length), ...bytes]
  }
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) return value < 0 ? head(1, -1 - value) : head(0, value)
    return Math.fround(value) === value ? [0xfa, ...float32(value)] : [0xfb, ...float64(value)]
  }
  if (value instanceof Uint8Array) return [...head(2, value.length), ...value]
  if (Array.isArray(value)) return [...head(4, value.length), ...value.flatMap(encode)]
  const members = value instanceof Map ? [...value] : Object.entries(value).filter(([, member]) => member !== undefined)
  return [...head(5, members.length), ...members.flatMap(([name, member]) => [...encode(name), ...encode(member)])]
}

/** Only what a client may send: the smallest forms, definite lengths. Others throw. */
export const decode = bytes => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 0
  const value = () => {
    const first = bytes[at++], kind = first >> 5, info = first & 31
    if (kind === 7) {
      if (info === 26) return view.getFloat32((at += 4) - 4)
      if (info === 27) {
        const float = view.getFloat64((at += 8) - 8)
        if (Math.fround(float) === float) throw new Error(`${float} is a float32`)
        return float
      }
      return { 20: false, 21: true, 22: null }[info]
    }
    let n = info
    if (info > 23) {
      const size = 1 << info - 24
      n = Number(bytes.subarray(at, at += size).reduce((n, byte) => n * 256n + BigInt(byte), 0n))
      if (info > 27 || n < (size === 1 ? 24 : 256 ** (size / 2))) throw new Error(`${n} in ${size} bytes`)
    }
    if (kind === 0) return n
    if (kind === 1) return -1 - n
    if (kind === 2) return bytes.slice(at, at += n)
    if (kind === 3) return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(at, at += n))
    if (kind === 4) return Array.from({ length: n }, value)
    if (kind === 5) return Object.fromEntries(Array.from({ length: n }, () => [value(), value()]))
    throw new Error(`kind ${kind}`)
  }
  const result = value()
  if (at !== bytes.length) throw new Error(`${bytes.length - at} bytes behind it`)
  return result
}

export const record = (kind, ...body) => [kind, ...varint(body.flat().length), ...body.flat()]

/** `sections` are [index, encoding, bytes]. */
export const stateRecord = ({ tick, base, input = 0, time }, sections) => record(2,
  varint(tick), varint(base === 0 ? 0 : tick - base), varint(input), varint(time),
  sections.flatMap(([index, encoding, bytes]) => [...varint(index), encoding, ...varint(bytes.length), ...bytes]))

export const viewRecord = (index, view) => record(6, varint(index), encode(view))

/** The bytes of a patch: its members are integers. */
export const encodePatch = patch => {
  if (typeof patch !== 'object' || patch === null) return encode(patch)
  const numbered = ({ set, del, in: inner, len, ...other }) => new Map([
    [0, set], [1, del], [2, inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).map(([name, patch]) =>
        [name, patch && typeof patch === 'object' ? numbered(patch) : patch]))
      : inner],
    [3, len], ...Object.entries(other),
  ].filter(([, member]) => member !== undefined))
  return encode(numbered(patch))
}

/**
 * A server's end of playflux.v1.cbor that takes and gives envelopes as JSON has them. Views are announced before their
 * first use, those of a name with "/" as one of many keys.
 */
export const server = () => {
  const indexes = new Map()
  let actions = []

  const section = (name, section) => {
    const index = indexes.get(name)
    if (section === null || typeof section !== 'object') return [index, 9, []]
    if (section.gone) return [index, 0, []]
    if ('full' in section) return [index, 1, encode(section.full)]
    return 'patch' in section ? [index, 2, encodePatch(section.patch)] : [index, 9, []]
  }
  const announced = name => {
    if (indexes.has(name)) return []
    indexes.set(name, indexes.size)
    const [view, ...key] = name.split('/')
    return viewRecord(indexes.get(name), { name: view, key: key.length ? key.join('/') : undefined, schema: null })
  }
  const written = ({ action, data, seq, ask, input }) => {
    if (action === '$welcome') {
      actions = data.actions ?? []
      data.views?.forEach(({ name }, index) => indexes.set(name, index))
    }
    if (action === '$ack') return record(3, varint(data.tick ?? 0), varint(data.seq ?? 0))
    if (action === '$ping') return record(4, float64(data.t))
    if (action === '$pong') return record(5, float64(data.t), float64(data.time))
    if (action === '$state') {
      const views = Object.entries(data.views ?? {})
      const announcements = views.flatMap(([name]) => announced(name))
      return [...announcements, ...stateRecord(data, views.map(([name, view]) => section(name, view)))]
    }
    const meta = new Map([[0, seq], [1, ask], [2, input]].filter(([, member]) => member !== undefined))
    const index = actions.indexOf(action)
    return record(1, encode([index < 0 ? action : index, data, ...meta.size ? [meta] : []]))
  }
  const read = (kind, body) => {
    const view = new DataView(body.buffer, body.byteOffset, body.length)
    if (kind === 3) {
      const numbers = [0]
      for (let i = 0, unit = 1; i < body.length; i++, unit *= 128) {
        numbers.push(numbers.pop() + body[i] % 128 * unit)
        if (body[i] > 127) continue
        unit = 1 / 128
        numbers.push(0)
      }
      const [tick, seq] = numbers
      return { action: '$ack', data: { ...tick && { tick }, ...seq && { seq } } }
    }
    if (kind === 4) return { action: '$ping', data: { t: view.getFloat64(0) } }
    if (kind === 5) return { action: '$pong', data: { t: view.getFloat64(0), time: view.getFloat64(8) } }
    const [action, data, meta] = decode(body)
    const envelope = { action: typeof action === 'number' ? actions[action] : action }
    if (data !== null) envelope.data = data
    for (const [key, name] of ['seq', 'ask', 'input'].entries()) if (meta?.[key]) envelope[name] = meta[key]
    return envelope
  }
  return {
    encode: envelopes => new Uint8Array(envelopes.flatMap(written)).buffer,
    decode(bytes) {
      const envelopes = []
      for (let at = 0; at < bytes.length;) {
        const kind = bytes[at++]
        let length = 0
        for (let unit = 1, byte = 128; byte > 127; unit *= 128) length += (byte = bytes[at++]) % 128 * unit
        envelopes.push(read(kind, bytes.subarray(at, at += length)))
      }
      return envelopes
    },
  }
}
