import { colourOf, element, enter } from '/door.js'
import { drawEnd, drawOn, dryInk, HEIGHT, PAINTS, sheet, WIDTH } from './ink.js'
import { hold } from './pen.js'

/** What the server takes: points of one piece, and of one stroke. */
const PIECE = 64, LONGEST = 2000
/** Between two pieces of a stroke, in ms. */
const PACE = 40
/** Points that are nearer to the last one than this tell nothing new; in units of the board. */
const FINE = 6
/** Points that wait while the connection is lost; beyond them there is no drawing. */
const PATIENCE = 6000

const $ = id => document.getElementById(id)
const room = await enter('whiteboard')
const value = name => $('tools').elements[name].value
const connected = () => room.status.latest?.state === 'connected'

// Tools

for (const [colour, paint] of Object.entries(PAINTS)) {
  const label = element('label'), input = Object.assign(element('input'), { type: 'radio', name: 'colour', value: colour })
  const name = colour[0] + colour.slice(1).toLowerCase(), number = $('colours').children.length
  input.ariaLabel = name
  input.checked = colour === 'INK'
  label.title = `${name} (${number})`
  label.style.setProperty('--paint', paint)
  const dot = element('span')
  dot.append(element('i'))
  label.append(input, dot)
  $('colours').append(label)
}
const painted = () => $('nibs').style.setProperty('--paint', PAINTS[value('colour')])
$('tools').addEventListener('change', painted)
painted()
$('tools').addEventListener('submit', event => event.preventDefault())

let noted
const note = text => {
  $('note').textContent = text
  $('note').classList.remove('off')
  clearTimeout(noted)
  noted = setTimeout(() => $('note').classList.add('off'), 3500)
}

// What is wet: one's own strokes that the server does not have yet. They go there in pieces, in order, however often the
// connection is lost.

const wet = []
let strokes = 0, current, sentAt = 0

const begin = (x, y) => {
  if (wet.reduce((sum, { path, sent }) => sum + path.length - sent, 0) > 2 * PATIENCE) {
    note('Wait until the connection is back')
    return
  }
  current = { stroke: ++strokes, colour: value('colour'), nib: value('nib'), path: [x, y], sent: 0, taken: 0, over: false }
  wet.push(current)
}

const go = (x, y) => {
  if (!current) return
  const { path } = current, [lastX, lastY] = path.slice(-2)
  if (Math.hypot(x - lastX, y - lastY) < FINE) return
  path.push(x, y)
  if (path.length < 2 * LONGEST) return
  end()
  begin(x, y)
}

const end = () => {
  if (current) current.over = true
  current = undefined
}

/** Dry means that the state has it: it comes with what says that the last piece was taken. */
const dry = stroke => {
  if (!stroke.over || stroke.taken < stroke.path.length || stroke.dries) return
  stroke.dries = true
  setTimeout(() => drop(stroke), 100)
}

const drop = stroke => {
  const at = wet.indexOf(stroke)
  if (at >= 0) wet.splice(at, 1)
  smear = true
}

const sendPiece = stroke => {
  const { player } = room, to = Math.min(stroke.path.length, stroke.sent + 2 * PIECE)
  const piece = { stroke: stroke.stroke, colour: stroke.colour, nib: stroke.nib, path: stroke.path.slice(stroke.sent, to) }
  stroke.sent = to
  room.deliver('draw', piece, { timeoutMs: Infinity }).then(() => {
    stroke.taken = to
    dry(stroke)
  }, error => {
    // With the session the seat is lost, and who sits on the new one has drawn nothing yet: it all goes out again.
    if (error.code === 'lost' || player !== room.player) return
    drop(stroke)
    if (stroke === current) current = undefined
    note(error.message)
  })
}

const send = now => {
  if (!connected() || now - sentAt < PACE) return
  for (const stroke of wet) {
    while (stroke.sent < stroke.path.length) {
      sendPiece(stroke)
      sentAt = now
    }
    dry(stroke)
  }
}

const undo = () => {
  end()
  sentAt = 0
  send(performance.now())
  if (connected()) room.deliver('undo', {}).catch(error => note(error.message))
  else note('Wait until the connection is back')
}
$('undo').addEventListener('click', undo)

// The pointer: the latest place per tick is enough.

const pen = hold($('wet'), {
  down(x, y) {
    begin(x, y)
    point(x, y)
  },
  move(x, y) {
    go(x, y)
    point(x, y)
  },
  up: end,
  off: () => point(...place, false),
})
let place = [0, 0]

const point = (x, y, on = true) => {
  place = [x, y]
  room.input('point', { x, y, on })
}

addEventListener('keydown', event => {
  const key = event.key.toLowerCase()
  if (key === 'z' && !event.shiftKey && !event.altKey) {
    event.preventDefault()
    if (!event.repeat) undo()
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const radio = key === 'w' ? $('nibs').querySelector('input:not(:checked)') : $('colours').querySelectorAll('input')[key - 1]
  radio?.click()
})

// What is seen

const ink = dryInk($('ink'))
let smear = true
const top = sheet($('wet'), () => { smear = true })

const isMine = ({ by }) => by === room.player

const paintWet = () => {
  if (!current && !smear) return
  smear = false
  top.clearRect(0, 0, WIDTH, HEIGHT)
  ink.ends(top)
  for (const stroke of wet) {
    drawOn(top, stroke, 0, stroke.path.length / 2)
    drawEnd(top, stroke, stroke.path.length / 2)
  }
}

const cursors = new Map()

const cursor = (id, name) => {
  const node = element('div', 'off')
  node.innerHTML = '<svg viewBox="0 0 19 22"><path d="M2 2l4.2 16.5 3.4-6.2 6.9-1.2z"/></svg>'
  node.append(element('span', '', name))
  node.style.setProperty('--hue', colourOf(name))
  $('cursors').append(node)
  return { node, x: undefined, y: undefined }
}

const moveCursors = (artists, passed) => {
  const { width, height } = $('cursors').getBoundingClientRect(), ease = 1 - Math.exp(-passed / 45)
  for (const [id, shown] of cursors) {
    if (artists[id] && id !== room.player) continue
    shown.node.remove()
    cursors.delete(id)
  }
  for (const [id, { name, x, y, pointing }] of Object.entries(artists)) {
    if (id === room.player) continue
    if (!cursors.has(id)) cursors.set(id, cursor(id, name))
    const shown = cursors.get(id), hidden = shown.node.classList.contains('off')
    shown.node.classList.toggle('off', !pointing)
    if (!pointing) continue
    shown.x = hidden ? x : shown.x + (x - shown.x) * ease
    shown.y = hidden ? y : shown.y + (y - shown.y) * ease
    shown.node.classList.toggle('left', shown.x > WIDTH * .75)
    shown.node.classList.toggle('above', shown.y > HEIGHT * .9)
    shown.node.style.transform = `translate(${shown.x / WIDTH * width - 2}px, ${shown.y / HEIGHT * height - 2}px)`
  }
}

const keyPen = Object.assign(element('div', 'pen off'), { innerHTML: '<svg viewBox="0 0 19 22"><path d="M2 2l4.2 16.5 3.4-6.2 6.9-1.2z"/></svg>' })
$('cursors').append(keyPen)
const moveKeyPen = () => {
  keyPen.classList.toggle('off', !pen.key)
  if (!pen.key) return
  const { width, height } = $('cursors').getBoundingClientRect()
  keyPen.style.transform = `translate(${pen.key.x / WIDTH * width - 2}px, ${pen.key.y / HEIGHT * height - 2}px)`
}

const writeArtists = artists => {
  const all = Object.entries(artists).sort(([a], [b]) => (b === room.player) - (a === room.player))
  const names = all.map(([id, { name }]) => id + name).join()
  if ($('artists').written === names) return
  $('artists').written = names
  $('artists').replaceChildren(...all.map(([id, { name }]) => {
    const node = element('li', id === room.player ? 'you' : '')
    node.style.setProperty('--hue', colourOf(name))
    node.append(element('i'), element('span', '', name))
    return node
  }))
}

room.status.subscribe(({ state, resumed }) => {
  if (state !== 'connected' || resumed) return
  for (const stroke of wet) Object.assign(stroke, { sent: 0, taken: 0 }) // the new seat has drawn nothing
})
room.states.subscribe(({ artists, strokes }) => {
  ink.set(strokes, artists, room.id)
  writeArtists(artists)
  $('undo').disabled = !wet.length && !strokes.some(isMine)
})

let before = 0
const frame = now => {
  requestAnimationFrame(frame)
  send(now)
  smear = ink.flow(isMine) || smear
  paintWet()
  moveKeyPen()
  if (room.states.latest) moveCursors(room.states.latest.artists, now - before)
  before = now
}
requestAnimationFrame(frame)
