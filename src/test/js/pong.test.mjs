import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fly } from '../../../examples/pong/page/flight.js'

const vectors = JSON.parse(readFileSync(new URL('../resources/pong/flights.json', import.meta.url)))

test('the page sees the ball fly as the rules make it fly', () => {
  assert.ok(vectors.length > 3)
  for (const { ball, seconds, left, right, after } of vectors) {
    const flown = fly(ball, seconds, left, right)
    for (const of of ['x', 'y', 'dx', 'dy']) assert.ok(Math.abs(flown[of] - after[of]) < 1e-6, JSON.stringify({ ball, seconds, flown, after }))
  }
})

test('a ball that lies still stays where it is', () => {
  const still = { x: 320, y: 200, dx: 0, dy: 0 }
  assert.equal(fly(still, 1, 200, 200), still)
})

test('without a paddle it flies on', () => {
  assert.deepEqual(fly({ x: 60, y: 200, dx: -320, dy: 0 }, .1, undefined, 200), { x: 28, y: 200, dx: -320, dy: 0 })
})
