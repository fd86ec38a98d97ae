import { HEIGHT, WIDTH } from './ink.js'

/** What mouse, pen, finger and keys do on the board: `down`, `move`, `up` at its points, and `off` it. */

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
const STEP = 50, SMALL_STEP = 10

const within = (value, most) => Math.max(0, Math.min(most, Math.round(value)))

export const hold = (surface, { down, move, up, off }) => {
  let pointer, key

  const at = ({ clientX, clientY }) => {
    const { left, top, width, height } = surface.getBoundingClientRect()
    return [within((clientX - left) / width * WIDTH, WIDTH), within((clientY - top) / height * HEIGHT, HEIGHT)]
  }
  surface.addEventListener('pointerdown', event => {
    if (pointer !== undefined || event.button) return
    surface.setPointerCapture(event.pointerId)
    pointer = event.pointerId
    keysUp()
    down(...at(event))
  })
  surface.addEventListener('pointermove', event => {
    if (pointer === undefined && event.pointerType === 'mouse') move(...at(event))
    if (pointer !== event.pointerId) return
    const all = event.getCoalescedEvents?.() ?? []
    for (const one of all.length ? all : [event]) move(...at(one))
  })
  for (const end of ['pointerup', 'pointercancel', 'lostpointercapture']) {
    surface.addEventListener(end, event => {
      if (pointer !== event.pointerId) return
      pointer = undefined
      up()
      if (event.pointerType !== 'mouse') off()
    })
  }
  surface.addEventListener('pointerleave', () => pointer === undefined && off())
  surface.addEventListener('contextmenu', event => event.preventDefault())

  // The keyboard's pen: the arrow keys move it, the space bar puts it down and lifts it.
  const keysUp = () => {
    if (key?.down) up()
    key = undefined
  }
  surface.addEventListener('keydown', event => {
    const way = ARROWS[event.key]
    if (event.ctrlKey || event.metaKey || !way && event.key !== ' ') return
    event.preventDefault()
    key ??= { x: WIDTH / 2, y: HEIGHT / 2, down: false }
    if (way) {
      const step = event.shiftKey ? SMALL_STEP : STEP
      key.x = within(key.x + way[0] * step, WIDTH)
      key.y = within(key.y + way[1] * step, HEIGHT)
      move(key.x, key.y)
    } else if (!event.repeat) {
      key.down = !key.down
      if (key.down) down(key.x, key.y)
      else up()
    }
  })
  surface.addEventListener('blur', () => {
    if (!key) return
    keysUp()
    off()
  })
  return {
    /** Where the keyboard's pen is, if it is in use. */
    get key() { return key },
  }
}
