import assert from 'node:assert/strict'
import { DESKTOP, PHONE, picture, please, settled, shows, willShow, withBrowser } from './browser.mjs'

const join = async (page, name) => {
  await page.fill('#name', name)
  await page.getByRole('button', { name: 'Come in' }).click()
  await shows(page, '#people .you', name)
}

const say = async (page, text) => {
  await page.fill('#text', text)
  await page.keyboard.press('Enter')
}

/** Says several lines at once. */
const sayAll = (page, texts) => page.evaluate(texts => {
  for (const text of texts) {
    document.querySelector('#text').value = text
    document.querySelector('#composer button').click()
  }
}, texts)

/** Fills up the pace behind the page's back: what the page lets through then, the server refuses. */
const sayTooSoon = (page, text) => page.evaluate(text => {
  for (let i = 1; i <= 6; i++) room.send('say', { text: `Quick ${i}` })
  document.querySelector('#text').value = text
  document.querySelector('#composer button').click()
}, text)

/** For the page, time stands still until it is `thawed`: a slow machine sees what passes, too. */
const freeze = page => page.evaluate(() => {
  const { now } = room, at = now()
  room.now = () => at
  globalThis.thaw = () => { room.now = now }
})
const thawed = async page => {
  await page.evaluate(() => thaw())
  await page.waitForFunction(() => !document.body.classList.contains('waiting'))
}

const said = page => page.locator('#lines .said p').allTextContents()

await withBrowser(async ({ open, server }) => {
  const ada = await open('/chat/', DESKTOP)
  await settled(ada)
  await picture(ada, 'chat-door-desktop')
  await join(ada, 'Ada')
  await say(ada, 'Hello? Is anybody here?')
  await say(ada, '<img src=x onerror="document.title=1">')
  await shows(ada, '#lines', '<img')

  const zoe = await open('/chat/', PHONE)
  await join(zoe, 'Zoë')
  await shows(ada, '#lines .passing', 'Zoë has joined')
  assert.deepEqual(await said(zoe), ['Hello? Is anybody here?', '<img src=x onerror="document.title=1">'])

  // Who is too fast is told so, and loses nothing of what is typed.
  await freeze(zoe)
  await sayAll(zoe, ['Hi Ada! I see what you wrote before I came', 'I have', 'so much', 'to tell you', 'that I cannot wait'])
  await shows(zoe, '#note', 'You can write again in')
  await say(zoe, 'and on and on')
  assert.equal(await zoe.inputValue('#text'), 'and on and on')
  await picture(zoe, 'chat-waiting-phone')
  await shows(ada, '#lines .said', 'that I cannot wait')
  await picture(ada, 'chat-desktop')
  await thawed(zoe)
  await zoe.getByRole('button', { name: 'Send' }).click()
  await shows(ada, '#lines .said', 'and on and on')
  assert.equal(await zoe.inputValue('#text'), '')

  await freeze(zoe)
  await sayTooSoon(zoe, 'This must not be lost')
  await zoe.waitForFunction(() => document.querySelector('#text').value === 'This must not be lost')
  assert.equal(await zoe.locator('#pending li').count(), 0)
  await thawed(zoe)

  // Who loads the page again is in at once, and sees all of it.
  const all = (await said(zoe)).length
  await ada.waitForFunction(all => document.querySelectorAll('#lines .said').length >= all, all)
  const before = await said(ada)
  await ada.reload()
  await shows(ada, '#people .you', 'Ada')
  await ada.waitForFunction(count => document.querySelectorAll('#lines .said').length === count, before.length)
  assert.deepEqual(await said(ada), before)
  assert.ok(!(await ada.textContent('#lines')).includes('Ada has left'))

  server.away = true
  await please('stop')
  for (const page of [ada, zoe]) await shows(page, '#lost', 'Connection lost')
  await say(ada, 'Can you read this?')
  await shows(ada, '#pending', 'Can you read this?')
  await ada.waitForFunction(() => getComputedStyle(document.querySelector('#lost')).opacity === '1')
  await picture(ada, 'chat-lost-desktop')
  const back = willShow(ada, '#lost', 'You are back')
  await please('start')
  await back
  await zoe.waitForFunction(() => room.status.latest.state === 'connected')
  server.away = false
  await shows(zoe, '#people', 'Ada')
  // That server has forgotten all: what had not arrived is ours again.
  await ada.waitForFunction(() => document.querySelector('#text').value === 'Can you read this?')
  await ada.getByRole('button', { name: 'Send' }).click()
  await shows(zoe, '#lines .said', 'Can you read this?')
  assert.deepEqual(await said(zoe), ['Can you read this?'])
  await picture(zoe, 'chat-back-phone')
})
