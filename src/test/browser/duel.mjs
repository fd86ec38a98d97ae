import assert from 'node:assert/strict'
import { DESKTOP, goOnline, line, PHONE, picture, please, shows, withBrowser } from './browser.mjs'

const choose = (page, hand) => page.getByRole('button', { name: hand }).click()
const roomOf = page => page.evaluate(() => room.id)

await withBrowser(async ({ open, server }) => {
  const ada = await open('/duel/', DESKTOP)
  await shows(ada, '#news', 'Waiting for an opponent')
  await choose(ada, 'Rock')
  await shows(ada, '#refusal', 'Wait until somebody comes')
  await picture(ada, 'duel-refused-early-desktop')

  await please('pause') // else a round that takes long is chosen for them
  const toBob = await line(), bob = await open('/', PHONE)
  await bob.goto(`${toBob.address}/duel/`)
  for (const page of [ada, bob]) await shows(page, '#news', 'Round 1: choose!')
  await picture(bob, 'duel-choosing-phone')
  const cleo = await open('/duel/')
  await shows(cleo, '#news', 'Waiting for an opponent')
  assert.equal(await roomOf(ada), await roomOf(bob))
  assert.notEqual(await roomOf(cleo), await roomOf(ada))

  await choose(ada, 'Rock')
  await shows(ada, '#news', 'Your opponent is choosing')
  await bob.waitForFunction(() => room.frames.latest.world.chosen.length === 1)
  const known = await bob.evaluate(() => JSON.stringify(room.frames.latest))
  assert.ok(!known.includes('ROCK'), known)
  await picture(bob, 'duel-other-has-chosen-phone')
  await choose(ada, 'Paper')
  await shows(ada, '#refusal', 'You have chosen')
  await picture(ada, 'duel-refused-desktop')

  await choose(bob, 'Scissors')
  for (const page of [ada, bob]) await shows(page, '#news', 'Round 2: choose!')
  assert.equal(await ada.textContent('#refusal'), '')
  await picture(ada, 'duel-revealed-desktop')

  server.away = true
  toBob.cut()
  await shows(bob, '#refusal', 'Trying to get you back')
  await picture(bob, 'duel-lost-phone')
  toBob.mend()
  await goOnline(bob)
  await bob.waitForFunction(() => room.status.latest.state === 'connected' && room.status.latest.resumed)
  server.away = false
  await choose(ada, 'Paper')
  await choose(bob, 'Rock')
  await shows(ada, '#news', 'You win the duel!')
  await shows(bob, '#news', 'You lose the duel')
  await picture(ada, 'duel-result-desktop')
  for (const page of [ada, bob]) await shows(page, '#refusal', 'The duel is over')
  await picture(bob, 'duel-over-phone')

  await ada.getByText('Another duel').click()
  for (const page of [ada, cleo]) await shows(page, '#news', 'Round 1: choose!')
  assert.equal(await roomOf(ada), await roomOf(cleo))
  toBob.close()
})
