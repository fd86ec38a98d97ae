// Opens the README's page twice and waits until both show both dots, and one of them moved.
import { withBrowser } from './browser.mjs'

await withBrowser(async browser => {
  const pages = []
  for (let i = 0; i < 2; i++) {
    const page = await browser.newPage()
    page.on('pageerror', error => { throw error })
    await page.goto(process.argv[2])
    pages.push(page)
  }
  const shown = page => page.waitForFunction(() => {
    const dots = Object.values(JSON.parse(document.querySelector('pre').textContent || '{}'))
    return dots.length === 2 && dots.some(dot => dot.x > 0)
  })
  await pages[0].mouse.move(10, 10)
  await pages[0].mouse.move(60, 10)
  await Promise.all(pages.map(shown))
  console.log('both see both')
})
