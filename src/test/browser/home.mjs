import { DESKTOP, PHONE, picture, shows, withBrowser } from './browser.mjs'

/** What each card's button says, and what its page shows then. */
const WAYS = [
  ['Play tag', '#join h1', 'Tag'],
  ['Play a duel', '#news', 'Waiting for an opponent'],
  ['Play pong', '#title', 'Waiting for an opponent'],
  ['Come in', '#door h1', 'Chat'],
  ['Take a pen', '#door h1', 'Whiteboard'],
  ['See your lag', '#news', 'Connected'],
]

await withBrowser(async ({ open }) => {
  for (const [name, device] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    const page = await open('/', device)
    await picture(page, `home-${name}`)
    for (const [button, place, text] of WAYS) {
      await page.getByText(button).click()
      await shows(page, place, text)
      await page.goBack()
    }
    await picture(page, `home-${name}`, { fullPage: true })
    await page.getByText('Play tag').click()
    await shows(page, '#join h1', 'Tag')
    await page.goBack()
    await page.getByText('Play a duel').click()
    await shows(page, '#news', 'Waiting for an opponent')
    await page.goBack()
    await page.getByText('Play pong').click()
    await shows(page, '#title', 'Waiting for an opponent')
    await page.goBack()
    await page.getByText('See your lag').click()
    await shows(page, '#news', 'Connected')
    await page.getByText('Come in').click()
    await shows(page, '#door h1', 'Chat')
    await page.goBack()
    await page.getByText('Take a pen').click()
    await shows(page, '#door h1', 'Whiteboard')
    await page.close()
  }
})
