import { DESKTOP, PHONE, picture, shows, withBrowser } from './browser.mjs'

/** Waits until a page's own figures are within bounds; all of the last fifty round trips count. */
const measures = (page, figure, from, to) => page.waitForFunction(
  ({ figure, from, to }) => {
    const mine = globalThis.room?.states.latest?.lines[room.player]?.figures
    return mine?.count >= 10 && mine[figure] >= from && mine[figure] < to
  }, { figure, from, to })

const slide = (page, id, value) => page.locator(`#${id}`).fill(`${value}`)

await withBrowser(async ({ open }) => {
  const ada = await open('/lag/?name=Ada', DESKTOP)
  await shows(ada, '#news', 'Connected')
  await measures(ada, 'p50', 0, 250)
  const bob = await open('/lag/?name=Bob', PHONE)
  await measures(bob, 'p50', 0, 250)
  await picture(bob, 'lag-good-phone')

  await slide(ada, 'latency', 300)
  await shows(ada, '#latencyIs', '300 ms')
  await measures(ada, 'p50', 300, 2000)
  await slide(ada, 'loss', 8)
  await measures(ada, 'p95', 600, 10_000)
  await picture(ada, 'lag-bad-desktop')
  await measures(bob, 'p50', 0, 300) // the other line is as good as ever
  await shows(bob, '#lines', 'Ada')
  await bob.waitForFunction(() => Object.values(room.states.latest.lines).some(({ latency, loss }) => latency === 300 && loss === 8))
  await slide(bob, 'loss', 20)
  await measures(bob, 'jitter', 15, 10_000)
  await picture(bob, 'lag-stalls-phone')
})
