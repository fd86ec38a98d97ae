// What the scripts share: a browser, pages that must not complain, pictures, and wishes to the test that started them.
import { chromium } from 'playwright-core'
import { connect, createServer } from 'node:net'
import { createInterface } from 'node:readline'
import assert from 'node:assert/strict'

export const base = process.argv[2]
export const DESKTOP = { viewport: { width: 1280, height: 800 } }
export const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
/** Four times as many pixels to paint: for pages that paint by themselves, where one is enough to see that they are sharp. */
export const SHARP_PHONE = { ...PHONE, deviceScaleFactor: 2 }

/** How long a page may take for what it shall show, in ms. */
const PATIENCE = 40_000

const LAUNCH = {
  executablePath: process.env.CHROMIUM,
  // A container's root may not use the sandbox; the pages are our own. The rest keeps Chromium off the network.
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
}

/** What the browser itself writes when the server is not there; nothing a page could do about it. */
const REFUSED = /^WebSocket connection to 'ws:\/\/localhost:\d+\/play' failed/

const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]()

/** Asks the test that started us for something, and waits until it is done. */
export const please = async wish => {
  console.log(`please ${wish}`)
  assert.equal((await answers.next()).value, 'done')
}

/** Software paints here, and several pages share few cores: twenty pictures a second will do. */
const seldom = () => {
  const paint = requestAnimationFrame
  window.requestAnimationFrame = callback => setTimeout(() => paint(callback), 50)
  window.cancelAnimationFrame = clearTimeout
}

/** Gives a script `open(path, device)`; no page may complain, but for a server that is told to be `away`. */
export const withBrowser = async script => {
  const browser = await chromium.launch(LAUNCH)
  const complaints = [], server = { away: false }
  const open = async (path, device = DESKTOP) => {
    const page = await (await browser.newContext(device)).newPage()
    await page.addInitScript(seldom)
    page.setDefaultTimeout(PATIENCE)
    page.on('pageerror', error => complaints.push(`${path}: ${error.stack}`))
    page.on('console', message => {
      const expected = server.away && REFUSED.test(message.text())
      if (['error', 'warning'].includes(message.type()) && !expected) complaints.push(`${path}: ${message.text()}`)
    })
    page.on('response', response => {
      if (response.status() >= 400) complaints.push(`${path}: ${response.status()} ${response.url()}`)
    })
    await page.goto(base + path)
    return page
  }
  try {
    await script({ open, server })
    assert.deepEqual(complaints, [])
  } finally {
    await browser.close()
    process.stdin.destroy()
  }
}

export const picture = (page, name, options) => page.screenshot({ path: `target/screenshots/${name}.png`, ...options })

/** Waits until what moves into a page has arrived. */
export const settled = page => page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)))

/** Waits until an element shows a text. */
export const shows = (page, selector, text) =>
  page.locator(selector).filter({ hasText: text, visible: true }).waitFor()

/** The same for a text that soon goes again; to be asked for before it comes. */
export const willShow = (page, selector, text) => page.evaluate(([selector, text, ms]) => new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error(`${selector} never showed '${text}'`)), ms)
  const node = document.querySelector(selector)
  const look = () => { if (!node.hidden && node.textContent.includes(text)) resolve() }
  new MutationObserver(look).observe(node, { attributes: true, childList: true, characterData: true, subtree: true })
  look()
}), [selector, text, PATIENCE])

/** A page that waits for its next attempt to connect makes it now. */
export const goOnline = page => page.evaluate(() => { dispatchEvent(new Event('online')) })

/** A line to the server that can be cut, and then takes nobody until it is mended. */
export const line = async () => {
  const open = new Set()
  let cut = false
  const proxy = createServer(client => {
    if (cut) return client.destroy()
    const server = connect(new URL(base).port, 'localhost')
    for (const [from, to] of [[client, server], [server, client]]) {
      open.add(from)
      from.on('error', () => {}).on('close', () => to.destroy()).pipe(to)
    }
  })
  await new Promise(resolve => proxy.listen(0, 'localhost', resolve))
  return {
    address: `http://localhost:${proxy.address().port}`,
    cut() {
      cut = true
      for (const socket of open) socket.destroy()
    },
    mend() { cut = false },
    close() { proxy.close() },
  }
}
