import { DESKTOP, PHONE, picture, please, settled, shows, willShow, withBrowser } from './browser.mjs'

const join = async (page, name) => {
  await page.fill('#name', name)
  await page.getByRole('button', { name: 'Play' }).click()
  await page.waitForFunction(() => globalThis.room?.states.latest?.runners[room.player])
}

const me = page => page.evaluate(() => room.player)

/** Waits until a page's world has a runner of a name. */
const sees = (page, name) =>
  page.waitForFunction(name => Object.values(room.states.latest.runners).some(runner => runner.name === name), name)

/** Where a page sees a runner, who may be new to it. */
const place = async (page, id) => (await page.waitForFunction(id => room.states.latest.runners[id], id)).jsonValue()

/** Waits until a page sees a runner far from where it was. */
const seesMoved = (page, id, { x, y }) => page.waitForFunction(
  ({ id, x, y }) => {
    const now = room.states.latest.runners[id]
    return Math.hypot(now.x - x, now.y - y) > 40
  },
  { id, x, y },
)

/** Two keys to the middle of the field: at a wall the runner slides. */
const keysFrom = ({ x, y }) => [x < 800 ? 'KeyD' : 'ArrowLeft', y < 500 ? 'ArrowDown' : 'KeyW']

const steerByKeys = async (page, watcher) => {
  const id = await me(page), from = await place(watcher, id), keys = keysFrom(from)
  for (const key of keys) await page.keyboard.down(key)
  await seesMoved(watcher, id, from)
  await picture(page, 'tag-playing-desktop')
  for (const key of keys) await page.keyboard.up(key)
  await watcher.waitForFunction(id => !room.states.latest.runners[id].dx && !room.states.latest.runners[id].dy, id)
}

const steerByFinger = async (page, watcher) => {
  const id = await me(page), from = await place(watcher, id)
  const touch = await page.context().newCDPSession(page)
  const send = (type, ...touchPoints) => touch.send('Input.dispatchTouchEvent', { type, touchPoints })
  await send('touchStart', { x: 195, y: 600 })
  await send('touchMove', { x: from.x < 800 ? 260 : 130, y: from.y < 500 ? 660 : 540 })
  await seesMoved(watcher, id, from)
  await picture(page, 'tag-playing-phone')
  await send('touchEnd')
}

const steerByMouse = async (page, watcher) => {
  const id = await me(page), from = await place(watcher, id)
  await page.mouse.move(from.x < 800 ? 1150 : 130, from.y < 500 ? 700 : 100)
  await page.mouse.down()
  await seesMoved(watcher, id, from).finally(() => page.mouse.up())
}

await withBrowser(async ({ open, server }) => {
  const ada = await open('/tag/', DESKTOP)
  await settled(ada)
  await picture(ada, 'tag-form-desktop')
  await join(ada, 'Ada')
  const zoe = await open('/tag/', PHONE)
  await settled(zoe)
  await picture(zoe, 'tag-form-phone')
  await join(zoe, 'Zoë')
  await Promise.all([sees(ada, 'Zoë'), sees(zoe, 'Ada')])
  await shows(zoe, '#board', 'Ada')

  await steerByKeys(ada, zoe)
  await steerByFinger(zoe, ada)
  await steerByMouse(ada, zoe)

  server.away = true
  await please('stop')
  for (const page of [ada, zoe]) await shows(page, '#lost', 'Connection lost')
  await picture(ada, 'tag-lost-desktop')
  await picture(zoe, 'tag-lost-phone')
  // The note stands for a moment only, so each page is watched from before the start.
  const back = Promise.all([ada, zoe].map(page => willShow(page, '#back', 'You are back')))
  await please('start')
  await back
  server.away = false
  await Promise.all([sees(ada, 'Zoë'), sees(zoe, 'Ada')])
  for (const page of [ada, zoe]) await settled(page)
  await picture(ada, 'tag-back-desktop')
  await picture(zoe, 'tag-back-phone')
  await steerByKeys(ada, zoe)
})
