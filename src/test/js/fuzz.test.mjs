// Random and mutated bytes: an error or a value, nothing else. SEED=… repeats a run, FUZZ=… says how many tries.

import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, test } from 'node:test'
import assert from 'node:assert/strict'
import { FakeSocket, joined, time } from './fake.mjs'
import { chances, SEED } from './random.mjs'

beforeEach(time.start)
afterEach(time.stop)

const FUZZ = Number(process.env.FUZZ ?? 5000)

const read = name => JSON.parse(readFileSync(new URL(`../resources/vectors/${name}.json`, import.meta.url), 'utf8'))
const seeds = [...read('cbor-state'), ...read('cbor-tables')].map(({ views, messages }) => ({
  views: views.map(view => typeof view === 'string' ? { name: view, schema: null } : view),
  messages: messages.map(message => Buffer.from(message, 'hex')),
}))

const untouched = JSON.stringify(Object.getOwnPropertyNames(Object.prototype))

test(`${FUZZ} messages of noise, seed ${SEED}`, async () => {
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
  let applied = 0, tries = 0, slowest = 0
  while (tries < FUZZ) {
    const { views, messages } = pick(seeds)
    const { room, socket } = await joined({ codec: 'cbor', reconnect: false }, { views })
    for (const message of messages) {
      const bytes = chance(0.1) ? Buffer.from(Array.from({ length: below(60) }, () => below(256)))
        : chance(0.3) ? message : mutated(message)
      const start = process.hrtime.bigint()
      socket.text(new Uint8Array(bytes).buffer)
      slowest = Math.max(slowest, Number(process.hrtime.bigint() - start) / 1e6)
      tries++
      assert(['connected', 'closed'].includes(room.status.latest.state))
      if (room.status.latest.state === 'closed') break
    }
    if (room.frames.latest) applied++
    room.close()
    await time.pass(1100)
    for (const mocked of [setTimeout, clearTimeout, performance.now, Date.now, Math.random]) mocked.mock.resetCalls()
    FakeSocket.all = []
  }
  assert(applied > 0)
  assert.equal(JSON.stringify(Object.getOwnPropertyNames(Object.prototype)), untouched)
  assert(slowest < 2000, `${slowest} ms for one message`)
  assert(process.memoryUsage().heapUsed < 500e6)
})
