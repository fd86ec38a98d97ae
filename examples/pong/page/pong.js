import { connect } from '/playflux.js'
import { createCourt } from './court.js'
import { fly } from './flight.js'
import { steering } from './steering.js'

/** How long ago the picture is, in ms: two states, so that there is always one on either side of it. */
const BUFFER = 34
/** Nobody is shown more of the future than this, in seconds: it would be wrong too often. */
const FARTHEST = .15

const $ = id => document.getElementById(id)
const write = (id, text) => { if ($(id).textContent !== text) $(id).textContent = text }
const NAMES = { LEFT: 'Blue', RIGHT: 'Red' }
const court = createCourt($('court'))
const steer = steering($('court'), court)
let room, side, ended = ''

// Finding a court

/** A seat on this court or a place beside it; undefined if there is no such court. */
const byAddress = id => connect({ room: id }).catch(refused => {
  if (refused.code === 'room_full') return connect({ room: id, spectate: true })
  if (refused.code !== 'room_not_found') throw refused
})

const firstState = async room => { for await (const world of room.states) return world }

/** The match that is on, to watch it; undefined if there is none, or a seat is free. */
const matchUnderWay = async () => {
  const seen = await connect({ game: 'pong', spectate: true }).catch(refused => {
    if (refused.code !== 'room_not_found') throw refused
  })
  const world = seen && await firstState(seen)
  if (world?.left && world.right) return seen
  seen?.close()
}

const seat = () => connect({ game: 'pong' })

const find = async () => {
  const id = location.hash.slice(1)
  return id && await byAddress(id) || await matchUnderWay() || await seat()
}

const enter = async looking => {
  const left = room
  room = undefined
  left?.close()
  for (const button of $('choices').children) button.disabled = true
  try {
    join(await looking())
  } catch (error) {
    note('The server does not answer', error.code === 1006 ? 'Try again in a moment.' : error.message, [['Try again', () => enter(find)]])
  }
}

const join = joined => {
  room = globalThis.room = joined // for the browser's console too
  ended = ''
  history.replaceState(null, '', `#${room.id}`)
  $('network').hidden = false
  room.errors.subscribe(error => { if (error.fatal) ended = error.message })
  room.states.subscribe(world => {
    if (room !== joined) return
    sit(world)
    score(world)
    tell()
  })
  room.status.subscribe(() => {
    if (room !== joined) return
    if (room.status.latest.state === 'connected') sent = undefined // a new seat has its paddle in the middle
    tell()
  })
  $('court').focus({ focusVisible: false })
}

addEventListener('pagehide', () => room?.close()) // else the seat is kept, and the other one waits for who is gone

// What is written

const sit = world => {
  const before = side
  side = ['left', 'right'].find(side => room.player && world[side]?.id === room.player)
  court.mine = side
  if (!side || side === before && sent !== undefined) return
  steer.place(world[side].aim)
  sent = rounded(world[side].aim)
}

let shown = {}

const score = ({ left, right }) => {
  $('score').hidden = false
  for (const [mark, seat, at] of [['blue', left, 'left'], ['red', right, 'right']]) {
    const name = !seat ? 'free' : seat.away ? 'away' : at === side ? 'You' : mark === 'blue' ? 'Blue' : 'Red'
    write(mark, name)
    $(mark).classList.toggle('empty', !seat || seat.away)
    write(`${mark}Points`, String(seat?.score ?? 0))
    if (seat && seat.score > (shown[at] ?? 0)) {
      court.out(at === 'left' ? 'right' : 'left', performance.now())
      $(`${mark}Points`).classList.remove('scored')
      void $(`${mark}Points`).offsetWidth // so that it begins anew
      $(`${mark}Points`).classList.add('scored')
    }
    shown[at] = seat?.score ?? 0
  }
}

const note = (title, text, choices = [], { invitation = false, colour = '' } = {}) => {
  write('title', title)
  write('text', text)
  $('text').hidden = !text
  $('note').hidden = false
  $('note').className = `card ${colour}`
  $('invitation').hidden = !invitation
  if (invitation) $('address').value = location.href
  for (const [i, button] of [$('first'), $('second')].entries()) {
    const [label, act] = choices[i] ?? []
    button.hidden = !label
    if (!label) continue
    write(button.id, label)
    button.disabled = !act
    button.onclick = act
  }
}

const theirs = () => NAMES[side === 'left' ? 'RIGHT' : 'LEFT']

/** What a player reads of a game that is over, and may do. */
const afterwards = world => {
  const own = world[side], other = world[side === 'left' ? 'right' : 'left'], won = world.winner === side.toUpperCase()
  const colour = world.winner === 'LEFT' ? 'blue' : 'red'
  if (!other) return note('You win!', `${theirs()} has left. Wait for the next opponent, or send this address to one.`, [], { invitation: true, colour })
  const again = () => room.send('again', {})
  note(won ? 'You win!' : `${theirs()} wins`,
    `${world.left.score} : ${world.right.score}. ${other.again ? `${theirs()} wants another game.` : won ? 'Well played!' : 'So close. Try again!'}`,
    [own.again ? [`Waiting for ${theirs()} …`] : ['Play again', again]], { colour })
}

const elsewhere = () => enter(seat)
$('elsewhere').onclick = elsewhere

const forSpectators = world => {
  const another = ['Play on another court', elsewhere]
  $('elsewhere').hidden = !!world.winner || !world.left || !world.right
  if (world.left && world.right && !world.winner) return $('note').hidden = true
  const free = !world.left || !world.right, { id } = room
  const title = world.winner ? `${NAMES[world.winner]} wins!` : 'A seat is free'
  note(title, free ? 'You may play now.' : 'Perhaps they play another one.', [
    ...free ? [['Take the free seat', () => enter(() => byAddress(id))]] : [], another,
  ], { colour: world.winner === 'LEFT' ? 'blue' : world.winner ? 'red' : '' })
}

/** Everything that is told but the score; from the latest of all that it depends on. */
const tell = () => {
  const status = room.status.latest, world = room.states.latest, lost = status.state !== 'connected'
  const away = world && ['left', 'right'].filter(at => world[at]?.away)
  document.body.classList.toggle('lost', lost)
  document.body.classList.toggle('stopped', lost || !!away?.length)
  document.body.classList.toggle('playing', !lost && !!side && !!world?.right && !!world.left && !world.winner)
  write('news', '')
  $('elsewhere').hidden = true
  if (status.state === 'closed') return note('The match is over', ended || `The server has ended it (${status.code}).`, [['Play', () => enter(find)]])
  if (lost) return note('Connection lost', 'Trying to get you back. Your seat is kept for a moment.')
  if (!world) return
  if (!side) {
    write('news', away.length ? `${NAMES[away[0].toUpperCase()]} has lost the connection` : 'You are watching')
    return forSpectators(world)
  }
  if (world.winner) return afterwards(world)
  if (!world.left || !world.right) return note('Waiting for an opponent', 'Send this address to one, or open it in another window.', [], { invitation: true })
  $('note').hidden = true
  if (away.length) return write('news', `${theirs()} has lost the connection. The ball waits.`)
  const hint = matchMedia('(pointer: coarse)').matches ? 'Drag a finger to move your paddle' : 'Move with W and S, the arrow keys or the mouse'
  write('news', steer.used ? '' : hint)
}

$('copy').onclick = async () => {
  await navigator.clipboard?.writeText($('address').value).catch(() => $('address').select())
  write('copy', 'Copied')
  setTimeout(() => write('copy', 'Copy'), 1500)
}

// Sixty times a second

let sent, before, blur = { x: 0, y: 0 }

const rounded = y => Math.round(y * 2) / 2

const sendAim = aim => {
  if (rounded(aim) === sent) return
  sent = rounded(aim)
  room.input('aim', { y: sent })
}

const mix = (a, b, t) => a + (b - a) * t
const seatBetween = (from, to, t) => to && { ...to, y: mix(from?.y ?? to.y, to.y, t) }

/**
 * The ball where it will be when what we do now arrives: a player who sees it at the paddle has it there. Who only watches
 * sees it where it was.
 */
const ballAt = ({ from, t, frameFrom, frameTo }, left, right) => {
  const still = !from.left || !from.right || from.winner || from.left.away || from.right.away
  if (still) return from.ball
  const lead = side ? Math.min(FARTHEST, (BUFFER + (room.rtt ?? 0)) / 1000) : 0
  const ahead = t * (frameTo.time - frameFrom.time) / 1000 + lead - from.rest
  return ahead > 0 ? { ...fly(from.ball, ahead, left?.y, right?.y), flies: true } : from.ball
}

/** What was expected and came otherwise, such as the other's hit, is not jumped to but glided. */
const smooth = (ball, seconds, left, right) => {
  const expected = before && fly(before, seconds, left?.y, right?.y)
  const off = expected && { x: expected.x - ball.x, y: expected.y - ball.y }
  const far = !off || Math.hypot(off.x, off.y) > 90, fade = Math.exp(-seconds / .07)
  blur = far ? { x: 0, y: 0 } : { x: (blur.x + off.x) * fade, y: (blur.y + off.y) * fade }
  before = ball.flies ? ball : undefined
  return { ...ball, x: ball.x + blur.x, y: ball.y + blur.y }
}

let drawn = 0

const frame = now => {
  requestAnimationFrame(frame)
  const seconds = Math.min(.05, (now - drawn) / 1000)
  drawn = now
  const between = room?.between(room.now() - BUFFER)
  if (!between) return
  const { from, to, t } = between
  const left = seatBetween(from.left, to.left, t), right = seatBetween(from.right, to.right, t)
  if (side) {
    const { y, aim } = steer.move(seconds)
    if (side === 'left' && left) left.y = y
    if (side === 'right' && right) right.y = y
    sendAim(aim)
    if (steer.used && room.status.latest.state === 'connected' && $('news').textContent.includes('paddle')) write('news', '')
  }
  const ball = smooth(ballAt(between, left, right), seconds, left, right)
  const playing = to.left && to.right && !to.winner
  court.draw({ left, right, ball, rest: playing ? to.rest : 0 }, side, now)
  const rtt = room.rtt
  write('ping', room.status.latest.state !== 'connected' ? 'no connection' : rtt === undefined ? 'connected' : `${Math.max(1, Math.round(rtt))} ms`)
}

enter(find)
requestAnimationFrame(frame)
