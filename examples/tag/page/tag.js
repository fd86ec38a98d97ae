import { connect } from '/playflux.js'
import { protection } from './runner.js'
import { createScene, moment } from './scene.js'
import { steering } from './steering.js'

/** How long ago the picture is: two states, so that there is always one on either side of it. */
const DELAY = 100
/** In characters, as a reader counts them; a longer one would make the server call us Runner. */
const LONGEST_NAME = 16

const $ = id => document.getElementById(id)
const stored = {
  get name() { try { return localStorage.getItem('name') ?? '' } catch { return '' } },
  set name(name) { try { localStorage.setItem('name', name) } catch { /* not kept, then */ } },
}
const scene = createScene($('field'))
const steer = steering($('field'))
let room, roundTrips = {}

// Joining

$('name').value = stored.name
$('name').select()

$('join').addEventListener('submit', async event => {
  event.preventDefault()
  const name = [...$('name').value.trim()].slice(0, LONGEST_NAME).join('').trim()
  const button = $('join').querySelector('button')
  stored.name = name
  button.disabled = true
  $('refusal').hidden = true
  try {
    enter(await connect({ game: 'tag', options: { name } }))
  } catch (error) {
    $('refusal').textContent = error.code === 1006 ? 'The server does not answer. Try again in a moment.' : error.message
    $('refusal').hidden = false
  }
  button.disabled = false
})

const enter = joined => {
  room = globalThis.room = joined // for the browser's console too
  $('join').hidden = true
  $('hint').textContent = matchMedia('(pointer: coarse)').matches
    ? 'Drag a finger to run' : 'Run with W A S D, the arrow keys, or by holding the mouse'
  for (const id of ['role', 'board', 'network']) $(id).hidden = false
  $('hint').hidden = !room.player // who only watches, a replay for one, steers nobody
  document.body.classList.add('playing')
  setTimeout(() => $('hint').classList.add('done'), 9000)
  $('field').focus({ focusVisible: false })
  addEventListener('pagehide', () => room.close()) // else the runner stands there for as long as a seat is kept
  room.status.subscribe(connection)
  room.errors.subscribe(error => { ended = error.fatal ? error.message : '' })
  room.on('roundTrips', ({ ms }) => { roundTrips = ms })
  requestAnimationFrame(frame)
}

// The connection

let wasLost = false, ended = ''

const connection = ({ state, code }) => {
  const lost = state !== 'connected'
  document.body.classList.toggle('lost', lost)
  $('lost').hidden = !lost
  $('again').hidden = state !== 'closed'
  document.querySelector('.spinner').hidden = state === 'closed'
  if (state === 'closed') $('why').textContent = ended || `The server has ended it (${code}).`
  if (state === 'reconnecting' || state === 'connecting') $('why').textContent = 'Trying to get you back in. Stay here.'
  if (state === 'connected') {
    sent = undefined // a new seat stands still, whatever was sent before
    if (wasLost) welcomeBack()
  }
  wasLost = lost
}

const welcomeBack = () => {
  $('back').hidden = false
  setTimeout(() => { $('back').hidden = true }, 2500)
}

$('again').addEventListener('click', () => {
  $('lost').hidden = true
  document.body.classList.remove('lost')
  $('join').requestSubmit()
})

// Steering

let sent

const sendWish = () => {
  if (!room.player) return
  const { dx, dy } = steer.wish(scene.place(room.player))
  if (sent ? dx === sent.dx && dy === sent.dy : !dx && !dy) return
  sent = { dx, dy }
  room.input('steer', sent)
}

// What is written

const clock = ms => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`

const write = (element, text) => {
  if (element.textContent !== text) element.textContent = text
}

const seconds = ms => `${Math.ceil(ms / 1000)} s`

/** For how long nobody can catch this runner yet. */
const safety = (runner, shown) => Math.max(shown.safeUntil - shown.time, protection(runner, shown))

const task = others => {
  if (!others.length) return 'Wait for the others'
  const least = Math.min(...others)
  return least > 0 ? `All are safe for ${seconds(least)}` : 'Catch someone'
}

const writeRole = shown => {
  const { it, runners } = shown, isIt = it === room.player
  const chaser = runners.find(({ id }) => id === it), self = runners.find(({ id }) => id === room.player)
  const safe = self && !isIt ? safety(self, shown) : 0
  $('role').className = `chip ${isIt ? 'it' : safe > 0 ? 'safe' : ''}`
  write($('who'), isIt ? 'You are it!' : `${chaser?.name ?? 'Nobody'} is it.`)
  if (!room.player) write($('what'), 'You are watching.')
  else if (isIt) write($('what'), task(runners.filter(({ id }) => id !== it).map(other => safety(other, shown))))
  else write($('what'), safe > 0 ? `Safe for ${seconds(safe)}` : 'Run!')
}

const longest = ({ id, best, since }, { it, time }) => id === it ? best : Math.max(best, time - since)

const row = ({ id, name }, run, it) => {
  const line = document.createElement('li')
  const dot = document.createElement('i')
  line.className = `${id === room.player ? 'you' : ''} ${id === it ? 'it' : ''}`
  dot.style.background = scene.colour(id, it)
  line.append(dot, ...[['name', name], ['run', clock(run)], ['ms', roundTrips[id] ? `${roundTrips[id]} ms` : '']].map(([kind, text]) => {
    const cell = document.createElement('span')
    cell.className = kind
    cell.textContent = text
    return cell
  }))
  return line
}

let written = 0

const writeBoard = (now, shown) => {
  if (now - written < 250) return
  written = now
  const ranked = shown.runners.map(runner => ({ runner, run: longest(runner, shown) })).sort((a, b) => b.run - a.run)
  $('board').querySelector('ol').replaceChildren(...ranked.slice(0, 8).map(({ runner, run }) => row(runner, run, shown.it)))
  if (room.status.latest.state !== 'connected') write($('ping'), 'no connection')
  else write($('ping'), room.rtt === undefined ? 'connected' : `${Math.max(1, Math.round(room.rtt))} ms`)
}

/** Who matters is seen through what lies above. */
const clearView = it => {
  const box = $('board').getBoundingClientRect()
  const under = at => at && at.x > box.left - 40 && at.x < innerWidth + 20 && at.y > -20 && at.y < box.bottom + 40
  $('board').classList.toggle('faint', [room.player, it].some(id => under(scene.place(id))))
}

// Sixty times a second

const frame = now => {
  if (room.status.latest.state === 'closed') return
  requestAnimationFrame(frame)
  const states = room.between(room.now() - DELAY)
  if (!states?.to) return
  const shown = moment(states)
  sendWish()
  scene.draw(shown, room.player, now, steer.stick)
  writeRole(shown)
  writeBoard(now, shown)
  clearView(shown.it)
  if (steer.used) $('hint').classList.add('done')
}
