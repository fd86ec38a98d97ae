import { colourOf, element, enter, initial, keep, kept } from '/door.js'

/** How long one line after the other of the same person stands under one name, in ms. */
const BREATH = 180_000
/** From so many characters on it is told how many there are. */
const LONG = 400
const LONGEST = 500

const $ = id => document.getElementById(id)
const room = await enter('chat')

// The lines

const clock = new Intl.DateTimeFormat([], { hour: '2-digit', minute: '2-digit' })
const calendar = new Intl.DateTimeFormat([], { weekday: 'long', day: 'numeric', month: 'long' })
const lines = new Map()
/** Under which ids we have written in this room: a new seat has a new one, and so has a page that is loaded again. */
const own = new Set()
let last, written

/** A server that was started anew has another room, and counts from 1 again. */
const seated = player => {
  const before = JSON.parse(kept('sessionStorage', 'chat.own') ?? '{}')
  if (written !== room.id) {
    $('lines').replaceChildren()
    lines.clear()
    own.clear()
    last = undefined
    if (before.room === room.id) before.ids.forEach(id => own.add(id))
  }
  written = room.id
  own.add(player)
  keep('sessionStorage', 'chat.own', JSON.stringify({ room: room.id, ids: [...own] }))
}

const coloured = (node, name) => {
  node.style.setProperty('--hue', colourOf(name))
  return node
}

const time = at => {
  const node = element('time', '', clock.format(at))
  node.dateTime = new Date(at).toISOString()
  return node
}

const bubble = ({ by, name, text, at }, before) => {
  const first = before?.kind !== 'SAID' || before.by !== by || at - before.at > BREATH
  const node = coloured(element('li', `said${first ? ' first' : ''}${own.has(by) ? ' own' : ''}`), name)
  if (first) node.append(element('b', '', name), Object.assign(element('i', 'face', initial(name)), { ariaHidden: 'true' }))
  node.append(element('p', '', text), time(at))
  return node
}

const passing = ({ kind, name }) => {
  const node = coloured(element('li', 'passing'), name)
  node.append(element('b', '', name), kind === 'JOINED' ? ' has joined' : ' has left')
  return node
}

const day = at => calendar.format(at)

const add = line => {
  const nodes = [line.kind === 'SAID' ? bubble(line, last) : passing(line)]
  if (last && day(last.at) !== day(line.at)) nodes.unshift(element('li', 'day', day(line.at)))
  $('lines').append(...nodes)
  lines.set(line.number, nodes)
  last = line
}

const atEnd = () => $('log').scrollHeight - $('log').scrollTop - $('log').clientHeight < 60
const toEnd = () => { $('log').scrollTop = $('log').scrollHeight }

const writeLines = now => {
  const stay = new Set(now.map(({ number }) => number)), follow = atEnd()
  for (const [number, nodes] of lines) {
    if (stay.has(number)) continue
    nodes.forEach(node => node.remove())
    lines.delete(number)
  }
  const more = now.filter(({ number }) => !lines.has(number))
  for (const line of more) {
    add(line)
    if (line.kind === 'SAID' && line.by === room.player) arrived(line)
  }
  if (follow) toEnd()
  else if (more.some(({ kind }) => kind === 'SAID')) $('newer').hidden = false
}

$('log').addEventListener('scroll', () => { if (atEnd()) $('newer').hidden = true })
$('newer').addEventListener('click', toEnd)
new ResizeObserver(([{ target }]) => {
  if (target.wasAtEnd !== false) toEnd() // a keyboard has come up, say
}).observe($('log'))
$('log').addEventListener('scroll', ({ target }) => { target.wasAtEnd = atEnd() })

// Who is here

const writePeople = people => {
  const all = Object.entries(people).sort(([a], [b]) => (b === room.player) - (a === room.player))
  $('count').textContent = all.length === 1 ? 'Only you are here' : `${all.length} are here`
  $('people').replaceChildren(...all.map(([id, { name, away }]) => {
    const node = coloured(element('li', `${id === room.player ? 'you' : ''}${away ? ' away' : ''}`), name)
    node.append(Object.assign(element('i', 'face', initial(name)), { ariaHidden: 'true' }), element('span', '', name))
    if (away || id === room.player) node.append(element('small', '', away ? 'away' : 'you'))
    return node
  }))
}

// What is on its way: it stands there in grey until the server has it. What it does not take goes back to the composer.

const pending = []

const say = text => {
  const node = element('li', 'said own first')
  node.append(element('p', '', text), element('time', '', '…'))
  $('pending').append(node)
  const line = { text, node }
  pending.push(line)
  toEnd()
  room.deliver('say', { text }, { timeoutMs: Infinity }).catch(error => {
    remove(line)
    giveBack(text)
    note(error.code === 'too_fast' ? '' : error.message)
  })
}

const remove = line => {
  if (!pending.includes(line)) return
  pending.splice(pending.indexOf(line), 1)
  line.node.remove()
}

/** They arrive in the order in which they were sent. */
const arrived = ({ text }) => {
  const line = pending.find(line => line.text === text) ?? pending[0]
  if (line) remove(line)
}

// The composer

const giveBack = text => {
  $('text').value = $('text').value ? `${text} ${$('text').value}` : text
  typed()
}

const note = (text, soft = false) => {
  $('note').textContent = text
  $('note').classList.toggle('soft', soft)
}

let until = 0, timer

/** Ms until the next line is taken. */
const wait = () => Math.max(0, until - room.now())

const pace = () => {
  clearTimeout(timer)
  const left = wait(), was = document.body.classList.contains('waiting')
  document.body.classList.toggle('waiting', left > 0)
  if (left > 0) {
    const seconds = Math.ceil(left / 1000)
    $('wait').textContent = seconds
    $('composer').querySelector('button').style.setProperty('--left', Math.min(1, left / 2000))
    note(`That was quick! You can write again in ${seconds} s.`)
    timer = setTimeout(pace, 50)
  } else if (was) {
    typed()
  }
}

const typed = () => {
  const { length } = $('text').value
  if (!wait()) note(length > LONG ? `${length} of ${LONGEST} characters` : '', true)
}

const send = () => {
  const text = $('text').value.trim()
  if (wait()) {
    $('note').classList.remove('again')
    void $('note').offsetWidth // so that it nods again
    $('note').classList.add('again')
  } else if (text) {
    $('text').value = ''
    typed()
    say(text)
  }
}

$('composer').addEventListener('submit', event => {
  event.preventDefault()
  send()
  $('text').focus()
})
$('text').addEventListener('keydown', event => {
  if (event.key !== 'Enter' || event.isComposing) return
  event.preventDefault()
  if (!event.repeat) send()
})
$('text').addEventListener('input', typed)

room.status.subscribe(({ state, player }) => { if (state === 'connected') seated(player) })
let here
room.states.subscribe(({ people, lines }) => {
  writeLines(lines)
  if (people !== here) writePeople(here = people)
  until = people[room.player]?.mayWriteAt ?? 0
  pace()
})
if (!matchMedia('(pointer: coarse)').matches) $('text').focus()
