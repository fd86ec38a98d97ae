import assert from 'node:assert/strict'
import { DESKTOP, picture, please, settled, SHARP_PHONE, shows, withBrowser } from './browser.mjs'

const join = async (page, name) => {
  await page.fill('#name', name)
  await page.getByRole('button', { name: 'Draw' }).click()
  await shows(page, '#artists .you', name)
}

/** Draws with the mouse through points that are shares of the board; `rest` leaves the pen down at the last one. */
const draw = async (page, points, rest) => {
  const { x, y, width, height } = await page.locator('#wet').boundingBox()
  const [first, ...others] = points.map(([left, top]) => [x + left * width, y + top * height])
  await page.mouse.move(...first)
  await page.mouse.down()
  await Promise.all(others.map(point => page.mouse.move(...point)))
  if (!rest) await page.mouse.up()
}

const wave = (left, right, top, size, bends) =>
  Array.from({ length: 25 }, (_, i) => [left + (right - left) * i / 24, top + size * Math.sin(i / 24 * bends * Math.PI)])
const ring = (x, y, size) =>
  Array.from({ length: 25 }, (_, i) => [x + size * .75 * Math.cos(i / 12 * Math.PI), y + size * Math.sin(i / 12 * Math.PI)])

const touch = async (page, points) => {
  const { x, y, width, height } = await page.locator('#wet').boundingBox()
  const session = await page.context().newCDPSession(page)
  const send = (type, ...touchPoints) => session.send('Input.dispatchTouchEvent', { type, touchPoints })
  const [first, ...others] = points.map(([left, top]) => ({ x: x + left * width, y: y + top * height }))
  await send('touchStart', first)
  await Promise.all(others.map(point => send('touchMove', point)))
  await send('touchEnd')
}

const strokes = page => page.evaluate(() => room.states.latest.strokes)
const sees = (page, count) => page.waitForFunction(count => room.states.latest.strokes.length === count, count)

/** In which of 40 by 30 places a page has ink. */
const inked = page => page.evaluate(() => {
  const { width, height } = document.querySelector('#ink')
  const { data } = document.querySelector('#ink').getContext('2d').getImageData(0, 0, width, height)
  const places = Array(1200).fill(false)
  for (let i = 0; i < width * height; i++) {
    if (data[4 * i + 3] > 100) places[Math.floor(Math.floor(i / width) / height * 30) * 40 + Math.floor(i % width / width * 40)] = true
  }
  return places
})

await withBrowser(async ({ open, server }) => {
  const ada = await open('/whiteboard/', DESKTOP)
  await settled(ada)
  await picture(ada, 'whiteboard-door-desktop')
  await join(ada, 'Ada')
  await settled(ada)
  await ada.keyboard.press('7')
  await draw(ada, wave(.08, .6, .75, .08, 5))
  await ada.keyboard.press('w')
  await ada.keyboard.press('4')
  await draw(ada, ring(.8, .22, .1))
  await sees(ada, 2)

  const zoe = await open('/whiteboard/', SHARP_PHONE)
  await join(zoe, 'Zoë')
  await sees(zoe, 2)
  await zoe.getByRole('radio', { name: 'Red' }).check({ force: true })
  await touch(zoe, wave(.2, .5, .4, .2, 2))
  await sees(ada, 3)
  await ada.keyboard.press('5')
  await draw(ada, wave(.6, .95, .6, .1, 3), true)
  await sees(zoe, 4)
  await zoe.waitForFunction(() => document.querySelector('#cursors div:not(.off, .pen) span')?.textContent === 'Ada')
  await picture(zoe, 'whiteboard-phone')
  await ada.mouse.up()
  await zoe.evaluate(() => room.input('point', { x: 1400, y: 1600, on: true }))
  await ada.waitForFunction(() => document.querySelector('#cursors div:not(.off, .pen) span')?.textContent === 'Zoë')
  await settled(ada)
  await picture(ada, 'whiteboard-desktop')

  // Each undoes the last one of its own.
  await ada.keyboard.press('Control+z')
  await sees(zoe, 3)
  await zoe.getByRole('button', { name: 'Undo' }).click()
  await sees(ada, 2)
  await zoe.waitForFunction(() => document.querySelector('#undo').disabled)

  // The keyboard draws as well, and who loads the page again sees the same.
  await ada.focus('#wet')
  for (const key of ['Space', 'ArrowUp', 'ArrowUp', 'ArrowRight', 'ArrowRight', 'Space']) await ada.keyboard.press(key)
  await sees(zoe, 3)
  await zoe.waitForFunction(() => room.states.latest.strokes[2].path.length === 10)
  await zoe.reload()
  await shows(zoe, '#artists .you', 'Zoë')
  await sees(zoe, 3)
  assert.deepEqual(await strokes(zoe), await strokes(ada))
  await zoe.waitForFunction(() => document.querySelector('#ink').width > 300)
  await zoe.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  const [places, others] = [await inked(ada), await inked(zoe)]
  assert.ok(places.filter(Boolean).length > 60)
  const different = places.filter((is, i) => is !== others[i]).length
  assert.ok(different < 12, `${different} of ${places.filter(Boolean).length} places differ`)

  // What is drawn while the connection is lost goes out when it is back: to a new board, as that server has forgotten all.
  server.away = true
  await please('stop')
  await shows(ada, '#lost', 'Connection lost')
  await draw(ada, wave(.1, .9, .3, .1, 4))
  await ada.waitForFunction(() => getComputedStyle(document.querySelector('#lost')).opacity === '1')
  await picture(ada, 'whiteboard-lost-desktop')
  await please('start')
  await sees(zoe, 1)
  server.away = false
  await sees(ada, 1)
  assert.deepEqual(await strokes(zoe), await strokes(ada))
})
