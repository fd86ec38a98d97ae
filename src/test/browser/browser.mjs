// Starts the Chromium that the tests found, and gives it to a script; closes it whatever happens.
import { chromium } from 'playwright-core'

export async function withBrowser(script) {
  // A container's root may not use the sandbox; the pages are our own.
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] })
  try {
    await script(browser)
  } finally {
    await browser.close()
  }
}
