/** How strokes become a picture: smooth through their points, piece by piece as these come. */

export const WIDTH = 4000, HEIGHT = 3000
export const PAINTS = {
  INK: '#1d2b24', RED: '#d5352b', ORANGE: '#e8710a', YELLOW: '#e0a800', GREEN: '#22883f', TEAL: '#0a8f9c', BLUE: '#1d5fd0', PURPLE: '#8a3fc4',
}
const NIBS = { THIN: 14, THICK: 44 }

/** A canvas that is as large as it is shown, in the board's units. */
export const sheet = (canvas, refit) => {
  const ctx = canvas.getContext('2d')
  new ResizeObserver(() => {
    const density = Math.min(devicePixelRatio || 1, 2)
    canvas.width = Math.round(canvas.clientWidth * density)
    canvas.height = Math.round(canvas.clientHeight * density)
    ctx.scale(canvas.width / WIDTH, canvas.height / HEIGHT)
    ctx.lineCap = ctx.lineJoin = 'round'
    refit()
  }).observe(canvas)
  return ctx
}

const x = (path, i) => path[2 * i], y = (path, i) => path[2 * i + 1]
const middle = (path, i) => [(x(path, i - 1) + x(path, i)) / 2, (y(path, i - 1) + y(path, i)) / 2]

const lines = (ctx, { colour, nib }, trace) => {
  ctx.strokeStyle = PAINTS[colour]
  ctx.lineWidth = NIBS[nib]
  ctx.beginPath()
  trace()
  ctx.stroke()
}

/** Draws a stroke on, of which `from` points are drawn, to `to` of them: curves from middle to middle, up to the last one. */
export const drawOn = (ctx, stroke, from, to) => lines(ctx, stroke, () => {
  const { path } = stroke, first = Math.max(1, from - 1)
  if (to < 2) return
  ctx.moveTo(...first === 1 ? path : middle(path, first))
  ctx.lineTo(...middle(path, first))
  for (let i = first; i < to - 1; i++) ctx.quadraticCurveTo(x(path, i), y(path, i), ...middle(path, i + 1))
})

/** Draws the end of a stroke behind that: as long as it grows, this is only for now. */
export const drawEnd = (ctx, stroke, to) => lines(ctx, stroke, () => {
  const { path } = stroke
  ctx.moveTo(...to < 2 ? path : middle(path, to - 1))
  ctx.lineTo(x(path, to - 1), y(path, to - 1))
})

/**
 * The strokes of the state: drawn on as they grow, and anew when one is gone. What others draw comes in bits, many times a
 * second; it flows out of their pens between them.
 */
export const dryInk = canvas => {
  const shown = new Map() // number → how many points of it are drawn; those that have their end are whole
  const whole = new Set()
  let strokes = [], growing = new Set(), sheetOf, fresh = true
  const anew = () => { fresh = true }
  const ctx = sheet(canvas, anew)

  return {
    /** Nobody's stroke but the last of who is here can still grow. */
    set(now, artists, room) {
      if (room !== sheetOf || strokes.some(({ number }, i) => number !== now[i]?.number)) anew()
      sheetOf = room
      strokes = now
      const last = new Map(strokes.map(({ by, number }) => [by, number]))
      growing = new Set(Object.keys(artists).map(id => last.get(id)))
    },
    /** Draws what is missing, and returns whether something was. `mine` tells whose ink need not flow: it is there already. */
    flow(mine) {
      let flown = fresh
      if (fresh) {
        ctx.clearRect(0, 0, WIDTH, HEIGHT)
        shown.clear()
        whole.clear()
      }
      for (const stroke of strokes) {
        const { number, path } = stroke, all = path.length / 2, before = shown.get(number) ?? 0
        const to = fresh || mine(stroke) ? all : before + Math.ceil((all - before) / 4)
        if (to > before) {
          drawOn(ctx, stroke, before, to)
          shown.set(number, to)
          flown = true
        }
        if (to === all && !whole.has(number) && !growing.has(number)) {
          drawEnd(ctx, stroke, to)
          whole.add(number)
          flown = true
        }
      }
      fresh = false
      return flown
    },
    /** Draws the ends of those that may grow. */
    ends(ctx) {
      for (const stroke of strokes) if (!whole.has(stroke.number) && shown.has(stroke.number)) drawEnd(ctx, stroke, shown.get(stroke.number))
    },
  }
}
