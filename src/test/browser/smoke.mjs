import { withBrowser } from './browser.mjs'

await withBrowser(async browser => {
  const page = await browser.newPage()
  console.log(await page.evaluate(() => `${1 + 1} ${typeof WebSocket}`))
})
