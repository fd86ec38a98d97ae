/** What keys, mouse and fingers ask for: the way to go as a vector that is at most 1 long. */

const KEYS = {
  ArrowLeft: [-1, 0], KeyA: [-1, 0], ArrowRight: [1, 0], KeyD: [1, 0],
  ArrowUp: [0, -1], KeyW: [0, -1], ArrowDown: [0, 1], KeyS: [0, 1],
}
/** How far a finger is dragged, or a mouse is held from the runner, to go at full speed; in CSS pixels. */
const REACH = 52
const DEAD = .16

const within = (x, y) => {
  const length = Math.hypot(x, y)
  return length < DEAD ? [0, 0] : length > 1 ? [x / length, y / length] : [x, y]
}

/** Fewer different values, fewer messages. */
const coarse = value => Math.round(value * 25) / 25 + 0

export const steering = surface => {
  const pressed = new Set()
  let pointer, used = false

  const typing = event => event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey
  addEventListener('keydown', event => {
    if (!KEYS[event.code] || typing(event)) return
    event.preventDefault()
    pressed.add(event.code)
    used = true
  })
  addEventListener('keyup', event => pressed.delete(event.code))

  const release = () => {
    pressed.clear()
    pointer = undefined
  }
  addEventListener('blur', release)
  document.addEventListener('visibilitychange', () => document.hidden && release())

  const follow = event => {
    if (pointer?.id !== event.pointerId) return
    pointer.x = event.clientX
    pointer.y = event.clientY
  }
  surface.addEventListener('pointerdown', event => {
    if (pointer || event.button) return
    surface.setPointerCapture(event.pointerId)
    const { pointerId: id, clientX: x, clientY: y } = event
    // A mouse is held where to go; a finger would hide that place, so it drags a stick instead.
    pointer = { id, x, y, stick: event.pointerType === 'mouse' ? undefined : { x, y } }
    used = true
  })
  surface.addEventListener('pointermove', follow)
  for (const end of ['pointerup', 'pointercancel', 'lostpointercapture']) {
    surface.addEventListener(end, event => { if (pointer?.id === event.pointerId) pointer = undefined })
  }
  surface.addEventListener('contextmenu', event => event.preventDefault())

  return {
    get used() { return used },

    /** The stick to draw, if there is one. */
    get stick() { return pointer?.stick && { ...pointer.stick, reach: REACH, toX: pointer.x, toY: pointer.y } },

    /** The way to go for a runner that is drawn at a place of the screen. */
    wish(self) {
      let way = [0, 0]
      const from = pointer?.stick ?? self
      if (pointer && from) {
        way = within((pointer.x - from.x) / REACH, (pointer.y - from.y) / REACH)
      } else {
        for (const key of pressed) way = way.map((value, axis) => value + KEYS[key][axis])
        way = within(...way.map(Math.sign))
      }
      return { dx: coarse(way[0]), dy: coarse(way[1]) }
    },
  }
}
