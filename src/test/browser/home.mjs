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
    await picture(page, `home-${name}`, { fullPage: true })
    for (const [button, place, text] of WAYS) {
      await page.getByText(button).click()
      await shows(page, place, text)
      await page.goBack()
    }
    await page.close()
  }
})
