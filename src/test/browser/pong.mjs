import assert from 'node:assert/strict'
import { DESKTOP, goOnline, line, picture, settled, SHARP_PHONE, shows, withBrowser } from './browser.mjs'

const roomOf = page => page.evaluate(() => room.id)
const sideOf = page => page.evaluate(() => ['left', 'right'].find(side => room.states.latest[side]?.id === room.player))

/** Waits until a page sees a paddle above or below a height. */
const seesPaddle = (page, side, from, to) => page.waitForFunction(
  ({ side, from, to }) => room.states.latest[side].y >= from && room.states.latest[side].y <= to, { side, from, to })

/** There are some points to play yet: where a game has ended meanwhile or is about to, they play another. */
const playOn = async (...pages) => {
  await pages[0].waitForFunction(() => {
    const { left, right, winner } = room.states.latest
    return winner !== null || Math.max(left.score, right.score) < 3
  })
  if (await pages[0].evaluate(() => room.states.latest.winner === null)) return
  for (const page of pages) await page.getByRole('button', { name: 'Play again' }).click()
  await pages[0].waitForFunction(() => room.states.latest.winner === null)
}

await withBrowser(async ({ open, server }) => {
  const ada = await open('/pong/', DESKTOP)
  await shows(ada, '#title', 'Waiting for an opponent')
  await settled(ada)
  await picture(ada, 'pong-waiting-desktop')

  const toBob = await line(), bob = await open('/', SHARP_PHONE)
  await bob.goto(`${toBob.address}/pong/#${await roomOf(ada)}`)
  await bob.waitForFunction(() => globalThis.room?.states.latest?.left && room.states.latest.right)
  const cleo = await open('/pong/', DESKTOP)
  await shows(cleo, '#news', 'You are watching')
  for (const page of [bob, cleo]) assert.equal(await roomOf(page), await roomOf(ada))
  assert.deepEqual([await sideOf(ada), await sideOf(bob), await sideOf(cleo)], ['left', 'right', undefined])

  await ada.keyboard.down('KeyS')
  await seesPaddle(cleo, 'left', 300, 360)
  await ada.keyboard.up('KeyS')
  await playOn(ada, bob)
  const touch = await bob.context().newCDPSession(bob)
  const send = (type, ...touchPoints) => touch.send('Input.dispatchTouchEvent', { type, touchPoints })
  await send('touchStart', { x: 200, y: 700 })
  await send('touchMove', { x: 100, y: 700 })
  await seesPaddle(cleo, 'right', 250, 360)
  await send('touchEnd')
  await ada.mouse.move(640, 300)
  await ada.mouse.move(640, 200)
  await seesPaddle(cleo, 'left', 40, 160)

  await playOn(ada, bob)
  await cleo.waitForFunction(() => room.states.latest.rest === 0)
  await Promise.all([picture(ada, 'pong-playing-desktop'), picture(bob, 'pong-playing-phone'), picture(cleo, 'pong-watching-desktop')])

  await playOn(ada, bob)
  server.away = true
  toBob.cut()
  await shows(bob, '#title', 'Connection lost')
  await shows(ada, '#news', 'Red has lost the connection')
  await picture(ada, 'pong-opponent-away-desktop')
  await settled(bob)
  await picture(bob, 'pong-lost-phone')
  toBob.mend()
  await goOnline(bob)
  await bob.waitForFunction(() => room.status.latest.state === 'connected')
  assert.equal(await sideOf(bob), 'right')
  await shows(ada, '#red', 'Red')
  server.away = false

  await playOn(ada, bob)
  await bob.goto('about:blank')
  await shows(ada, '#title', 'You win!')
  await shows(cleo, '#title', 'Blue wins!')
  for (const page of [ada, cleo]) await settled(page)
  await picture(ada, 'pong-won-desktop')
  await picture(cleo, 'pong-free-seat-desktop')
  await cleo.getByRole('button', { name: 'Take the free seat' }).click()
  await shows(ada, '#red', 'Red')
  await ada.waitForFunction(() => room.states.latest.winner === null && room.states.latest.rest > 0)
  await cleo.waitForFunction(() => room.player && room.states.latest?.right?.id === room.player)
  toBob.close()
})
