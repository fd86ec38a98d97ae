import { connect } from '/playflux.js'

/** The way into an example: a name, the connection, and what is said while it is lost. */

const $ = id => document.getElementById(id)

/** What was kept in a browser's store; null if nothing was, or the page may keep nothing. */
export const kept = (store, key) => {
  try { return globalThis[store].getItem(key) } catch { return null }
}

export const keep = (store, key, value) => {
  try { globalThis[store].setItem(key, value) } catch { /* not kept, then */ }
}

const COLOURS = ['#1f5fa8', '#7a3fb8', '#9a5a00', '#0b6f7a', '#b3307c', '#4c5a68', '#7d4a26', '#2f6b4a', '#a8322a', '#55660e']

/** The colour of somebody: of the same name, the same everywhere. */
export const colourOf = name =>
  COLOURS[([...name].reduce((sum, letter) => sum * 31 + letter.codePointAt(0) | 0, 7) >>> 0) % COLOURS.length]

/** A name's first character, as a reader counts them. */
export const initial = name => [...new Intl.Segmenter().segment(name)][0]?.segment.toUpperCase() ?? '?'

/** An element with a class and a text. Whatever the text is, it is never read as HTML. */
export const element = (tag, className = '', text = '') => Object.assign(document.createElement(tag), { className, textContent: text })

const join = async (game, name) => {
  $('refusal').hidden = true
  try {
    const room = await connect({ game, options: { name } })
    keep('localStorage', 'name', name)
    keep('sessionStorage', game, name)
    return room
  } catch (error) {
    $('refusal').textContent = error.code === 1006 ? 'The server does not answer. Try again in a moment.' : error.message
    $('refusal').hidden = false
  }
}

/** Asks for a name, but not who was in already and has loaded the page again. */
const asked = async game => {
  const before = kept('sessionStorage', game)
  const back = before !== null && await join(game, before)
  if (back) return back
  $('door').hidden = false
  $('name').value = kept('localStorage', 'name') ?? ''
  $('name').select()
  return new Promise(resolve => {
    $('door').addEventListener('submit', async event => {
      event.preventDefault()
      event.submitter.disabled = true
      const room = await join(game, $('name').value.trim())
      event.submitter.disabled = false
      if (room) resolve(room)
    })
  })
}

let ended, was

const connection = ({ state, code }) => {
  document.body.classList.toggle('lost', state !== 'connected')
  $('lost').hidden = state === 'connected' && !was
  $('lost').className = state
  if (state === 'closed') {
    $('lost').textContent = `${ended ?? `The server has ended it (${code}).`} `
    const again = element('button', '', 'Join again')
    again.addEventListener('click', () => location.reload())
    $('lost').append(again)
  } else if (state === 'connected') {
    $('lost').textContent = 'You are back'
    setTimeout(() => { $('lost').hidden ||= !document.body.classList.contains('lost') }, 2000)
  } else {
    $('lost').textContent = 'Connection lost. Trying to get you back in …'
  }
  was = true
}

/** Resolves with the room when we are in. */
export const enter = async game => {
  const room = globalThis.room = await asked(game) // for the browser's console too
  $('door').hidden = true
  $('inside').hidden = false
  addEventListener('pagehide', () => room.close()) // else the seat is kept for who may come back
  addEventListener('pageshow', event => { if (event.persisted) location.reload() })
  room.errors.subscribe(error => { if (error.fatal) ended = error.message })
  room.status.subscribe(connection)
  return room
}
