import { connect } from '/playflux.js'
import { createPlot } from './plot.js'

const EVERY = 100
/** So many messages may be on their way: a line that stands still does not need more. */
const MOST = 40
const SHOWN = 25_000

const $ = id => document.getElementById(id)
const write = (id, text) => { if ($(id).textContent !== text) $(id).textContent = text }
const draw = createPlot($('plot'))
let trips = [], finished = []

// The line

const news = ({ state, attempt }) => {
  const texts = { connecting: 'Connecting …', connected: 'Connected', reconnecting: 'Connection lost …', closed: 'The connection is lost' }
  write('news', state === 'connecting' && attempt ? texts.reconnecting : texts[state])
  $('news').classList.toggle('off', state !== 'connected')
}

const wished = () => ({ latency: +$('latency').value, loss: +$('loss').value })

const showWish = () => {
  const { latency, loss } = wished()
  write('latencyIs', `${latency} ms`)
  write('lossIs', `${loss} %`)
  for (const slider of [$('latency'), $('loss')]) slider.style.setProperty('--at', `${slider.value / slider.max * 100}%`)
}

let worsening
/** Tells the server, but not of every step of a slider that is dragged. */
const worsen = room => {
  showWish()
  worsening ??= setTimeout(() => {
    worsening = undefined
    room.deliver('worsen', wished()).then(() => write('refusal', ''), ({ message }) => write('refusal', message))
  }, 150)
}

// The round trips

/** Sends a message and notes when it is back; with it, how long those took that have come back since the one before. */
const measure = async room => {
  const trip = { sent: performance.now() }
  trips.push(trip)
  const took = finished // after a stall many come at once, but no more than were on their way
  finished = []
  try {
    await room.ask('echo', { took })
    finished.push(trip.took = performance.now() - trip.sent)
  } catch {
    trips = trips.filter(other => other !== trip) // lost with the connection, which is no round trip
  }
}

const next = room => {
  const now = performance.now()
  trips = trips.filter(({ sent, took }) => took === undefined || now - sent < SHOWN)
  const away = room.status.latest.state !== 'connected'
  if (!away && trips.filter(({ took }) => took === undefined).length < MOST) measure(room)
}

// What they come to

const text = ms => ms < 10 ? ms.toFixed(1) : ms.toFixed(0)

const row = (id, { name, latency, loss, figures }, me) => {
  const row = document.createElement('tr')
  row.classList.toggle('you', id === me)
  const { count, p50, p95, jitter } = figures
  const cells = [id === me ? 'You' : name, `${latency} ms`, `${loss} %`, ...count ? [p50, p95, jitter].map(text) : ['–', '–', '–']]
  row.append(...cells.map(content => {
    const cell = document.createElement('td')
    cell.textContent = content
    return cell
  }))
  return row
}

const show = ({ lines }, me) => {
  const mine = lines[me]
  for (const figure of ['p50', 'p95', 'jitter']) write(figure, mine?.figures.count ? text(mine.figures[figure]) : '–')
  const others = Object.keys(lines).filter(id => id !== me)
  $('lines').tBodies[0].replaceChildren(...[me, ...others].filter(id => lines[id]).map(id => row(id, lines[id], me)))
}

const start = async () => {
  const room = await connect({ game: 'lag', options: { name: new URLSearchParams(location.search).get('name') } })
  globalThis.room = room // for the browser's console too
  addEventListener('pagehide', () => room.close())
  room.status.subscribe(news)
  room.status.subscribe(({ state, resumed }) => {
    if (state === 'connected' && !resumed && +$('latency').value + +$('loss').value > 0) worsen(room) // a new seat has a good line
  })
  room.states.subscribe(world => show(world, room.player))
  for (const slider of [$('latency'), $('loss')]) slider.addEventListener('input', () => worsen(room))
  setInterval(next, EVERY, room)
  const frame = () => {
    draw(trips, room.states.latest?.lines[room.player]?.figures, performance.now())
    requestAnimationFrame(frame)
  }
  frame()
}

showWish()
start().catch(error => {
  write('news', 'The server does not answer')
  $('news').classList.add('off')
  throw error
})
