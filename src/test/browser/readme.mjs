// Opens the README's page twice and waits until both show both dots, and one of them has moved.
import { withBrowser } from './browser.mjs'

await withBrowser(async ({ open }) => {
  const pages = [await open('/'), await open('/')]
  await pages[0].mouse.move(10, 10)
  await pages[0].mouse.move(60, 10)
  await Promise.all(pages.map(page => page.waitForFunction(() => {
    const dots = Object.values(JSON.parse(document.querySelector('pre').textContent || '{}'))
    return dots.length === 2 && dots.some(dot => dot.x > 0)
  })))
  console.log('both see both')
})
