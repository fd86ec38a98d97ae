import assert from 'node:assert/strict'
import { DESKTOP, picture, settled, shows, withBrowser } from './browser.mjs'

await withBrowser(async ({ open }) => {
  const page = await open('/tag/', DESKTOP)
  await page.fill('#name', 'Zoë')
  await page.getByRole('button', { name: 'Play' }).click()
  await shows(page, '#role', 'You are watching.')
  await shows(page, '#board', 'Mia')
  assert.equal(await page.locator('#hint').isVisible(), false)
  await page.keyboard.press('KeyD')
  await page.mouse.click(900, 400)
  const tick = await page.evaluate(() => room.frames.latest.tick)
  await page.waitForFunction(tick => room.frames.latest.tick > tick + 5, tick)
  await settled(page)
  await picture(page, 'tag-watching-desktop')
})
