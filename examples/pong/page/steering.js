import { clamp, HALF, HEIGHT } from './flight.js'

/** What keys, mouse and fingers ask of the own paddle, which follows at once: the server's comes to the same place. */

const KEYS = { ArrowUp: -1, KeyW: -1, ArrowLeft: -1, KeyA: -1, ArrowDown: 1, KeyS: 1, ArrowRight: 1, KeyD: 1 }
/** In px of the court a second. */
const BY_KEYS = 460, BY_HAND = 900

export const steering = (surface, view) => {
  const pressed = new Set()
  let aim = HEIGHT / 2, y = HEIGHT / 2, used = false

  addEventListener('keydown', event => {
    if (!KEYS[event.code] || event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return
    event.preventDefault()
    pressed.add(event.code)
    used = true
  })
  addEventListener('keyup', event => pressed.delete(event.code))
  addEventListener('blur', () => pressed.clear())

  const point = event => {
    if (event.pointerType === 'mouse' && !event.movementX && !event.movementY && !event.buttons) return
    aim = clamp(view.along(event.clientX, event.clientY), HALF, HEIGHT - HALF)
    if (event.pointerType !== 'mouse' || event.buttons) used = true
  }
  surface.addEventListener('pointerdown', event => {
    surface.setPointerCapture(event.pointerId)
    point(event)
  })
  surface.addEventListener('pointermove', point)
  surface.addEventListener('contextmenu', event => event.preventDefault())

  return {
    get used() { return used },

    /** Begins anew from a place. */
    place(middle) { aim = y = middle },

    /** Where the paddle is after some more seconds. */
    move(seconds) {
      const way = Math.sign([...pressed].reduce((sum, key) => sum + KEYS[key], 0)) * view.turn
      if (pressed.size) aim = y = clamp(y + way * BY_KEYS * seconds, HALF, HEIGHT - HALF)
      else y += clamp(aim - y, -BY_HAND * seconds, BY_HAND * seconds)
      return { y, aim }
    },
  }
}
