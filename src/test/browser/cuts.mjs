// Two pages play through a proxy that cuts their connections after random numbers of bytes, in the middle of anything.
import { connect, createServer } from 'node:net'
import assert from 'node:assert/strict'
import { base, withBrowser } from './browser.mjs'
import { chances, SEED } from '../js/random.mjs'

const MESSAGES = Number(process.argv[3]), { below } = chances(SEED)
let cutting = false, cuts = 0

/** Passes on what one side sends, up to the bytes that this line may live for. */
const pass = (from, to, line) => {
  from.on('error', () => {})
  from.on('close', () => to.destroy())
  from.on('data', bytes => {
    if (cutting) line.left ??= 800 + below(6000) // what piled up must fit at times
    const some = bytes.subarray(0, line.left)
    to.write(some, () => {
      if (line.left !== 0) return
      from.destroy()
      to.destroy()
    })
    if (line.left === undefined) return
    if (line.left && line.left === some.length) cuts++
    line.left -= some.length
  })
}
const proxy = createServer(client => {
  const server = connect(new URL(base).port, 'localhost'), line = {}
  pass(client, server, line)
  pass(server, client, line)
})
await new Promise(resolve => proxy.listen(0, 'localhost', resolve))

const join = (page, codec) => page.evaluate(async codec => {
  const { connect } = await import('/playflux.js')
  const room = await connect({ game: 'shop', codec }), dealt = [], statuses = []
  room.on('deal', ({ n }) => dealt.push(n))
  room.answer('pick', async ({ n }) => n * 2)
  room.status.subscribe(status => statuses.push(status))
  setInterval(() => dispatchEvent(new Event('online')), 50) // no patience
  Object.assign(globalThis, { room, dealt, statuses })
}, codec)

/** A message every 20 ms, every third a question; what became of each, and what the room and the page have heard. */
const trade = page => page.evaluate(async messages => {
  const { player } = room, outcomes = [], patient = { timeoutMs: Infinity }
  for (let n = 1; n <= messages; n++) {
    outcomes.push(n % 3 ? room.deliver('put', { n }, patient) : room.ask('price', { n }, patient))
    outcomes.at(-1).catch(() => {}) // which is seen below
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  const settled = await Promise.allSettled(outcomes)
  const handled = await room.ask('tell', {}, patient)
  await room.deliver('put', { n: 10 }, patient).catch(() => {}) // what was dealt before its refusal is here
  return {
    handled, dealt, statuses, same: player === room.player,
    came: settled.map(({ value, reason }) => value ?? reason?.code ?? 'done'),
  }
}, MESSAGES)

console.log(`seed ${SEED}`)
await withBrowser(async ({ open, server }) => {
  server.away = true
  const numbers = Array.from({ length: MESSAGES }, (_, i) => i + 1), refused = n => n % 3 && n % 10 === 0
  const pages = await Promise.all(['json', 'cbor'].map(async codec => {
    const page = await open('/')
    await page.goto(`http://localhost:${proxy.address().port}`)
    await join(page, codec)
    return page
  }))
  cutting = true
  for (const { handled, dealt, statuses, same, came } of await Promise.all(pages.map(trade))) {
    assert.deepEqual(handled, numbers.filter(n => !refused(n)))
    assert.deepEqual(dealt, handled.filter(n => n % 3))
    assert.deepEqual(came, numbers.map(n => n % 3 === 0 ? n * 2 : refused(n) ? 'sold_out' : 'done'))
    const connected = statuses.filter(({ state }) => state === 'connected')
    assert(same && connected.slice(1).every(({ resumed }) => resumed))
    console.log(`${connected.length - 1} resumed`)
  }
  cutting = false
})
proxy.close()
console.log(`${cuts} cuts`)
assert(cuts > 5)
