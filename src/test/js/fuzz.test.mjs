// Random and mutated bytes: an error or a value, nothing else. SEED=… repeats a run, FUZZ=… says how many tries; a
// million take ten seconds. The codec and the replica are fed without a socket, so that nothing else takes time.

import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { encode, record } from './cbor.mjs'
import { chances, SEED } from './random.mjs'

const FUZZ = Number(process.env.FUZZ ?? 20_000)

const file = name => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')
const source = `${file('main/resources/dev/playflux/playflux.js')}\nexport { cborCodec, replica }`
const { cborCodec, replica } = await import(`data:text/javascript;base64,${Buffer.from(source).toString('base64')}`)

const vectors = name => JSON.parse(file(`test/resources/vectors/${name}.json`))
const seeds = [...vectors('cbor-state'), ...vectors('cbor-tables')].map(({ views, messages }) => {
  const described = views.map(view => typeof view === 'string' ? { name: view, schema: null } : view)
  return [record(1, encode(['$welcome', { views: described }])), ...messages.map(message => Buffer.from(message, 'hex'))]
})

/** The process's own ms: what else the machine does is not in it. */
const ran = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const built = [Object, Array, Map, Set, String, Function].map(({ prototype }) => prototype)
const names = () => JSON.stringify(built.map(prototype => Object.getOwnPropertyNames(prototype)))
const untouched = names()

test(`${FUZZ} messages of noise, seed ${SEED}`, t => {
  const { below, chance, pick } = chances()
  const mutated = bytes => {
    const next = Buffer.from(bytes)
    for (let count = 1 + below(4); count > 0; count--) {
      const at = below(next.length)
      if (chance(0.5)) next[at] ^= 1 << below(8)
      else next[at] = chance(0.5) ? below(256) : pick([0, 0x7f, 0x80, 0xff, 0x9b, 0xbb, 0x5f])
    }
    return chance(0.1) ? next.subarray(0, below(next.length)) : next
  }
  const counts = { applied: 0, unfit: 0, malformed: 0 }
  let tries = 0, slowest = 0, heap = 0

  const session = ([welcome, ...messages]) => {
    const codec = cborCodec(), { accept } = replica()
    const take = bytes => {
      const start = ran()
      try {
        for (const { action, data } of codec.decode(new Uint8Array(bytes).buffer)) {
          if (action === '$state' && accept(data, () => counts.unfit++)?.frame) counts.applied++
        }
        return true
      } catch (error) {
        assert(error instanceof Error)
        counts.malformed++
      } finally {
        slowest = Math.max(slowest, ran() - start)
        tries++
      }
    }
    if (!take(chance(0.1) ? mutated(welcome) : welcome)) return
    for (const message of messages) {
      const noise = () => Buffer.from(Array.from({ length: below(60) }, () => below(256)))
      if (!take(chance(0.1) ? noise() : chance(0.3) ? message : mutated(message))) return
    }
  }
  while (tries < FUZZ) {
    session(pick(seeds))
    if (tries % 1000 < 10) heap = Math.max(heap, process.memoryUsage().heapUsed)
  }
  t.diagnostic(`slowest ${slowest.toFixed()} ms, heap ${(heap / 1e6).toFixed()} MB, ${JSON.stringify(counts)}`)
  assert(Math.min(...Object.values(counts)) > FUZZ / 20, JSON.stringify(counts))
  assert.equal(names(), untouched)
  assert(slowest < 2000, `${slowest} ms for one message`)
  assert(heap < 500e6)
})
