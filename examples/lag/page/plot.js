// The plot: each round trip is a bar at the time when its message left, as high as it took. One on its way still grows.
const SECOND = 1000
const STEPS = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000]
const FONT = '13px system-ui, sans-serif'
const ROOM = { left: 66, right: 12, top: 16, bottom: 26 }

/** The step of the grid for which four lines reach this high. */
const stepFor = most => STEPS.find(step => step * 4 >= most) ?? 10_000

/** Gives `draw(trips, figures, now)`; a trip is `{ sent, took }`, without `took` while it is on its way. */
export const createPlot = canvas => {
  const pen = canvas.getContext('2d')
  let height = 40

  const fit = () => {
    const scale = devicePixelRatio || 1
    const [wide, high] = [canvas.clientWidth, canvas.clientHeight].map(pixels => Math.round(pixels * scale))
    if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high })
    pen.setTransform(scale, 0, 0, scale, 0, 0)
    pen.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight)
    pen.font = FONT
  }

  const grid = (right, bottom, y, seconds, x, now) => {
    const step = stepFor(height)
    pen.fillStyle = '#5c6b61'
    pen.strokeStyle = '#e5eadf'
    pen.lineWidth = 1
    pen.textAlign = 'right'
    pen.textBaseline = 'middle'
    for (let ms = 0; ms <= height; ms += step) {
      const at = Math.round(y(ms)) + .5
      pen.beginPath()
      pen.moveTo(ROOM.left, at)
      pen.lineTo(right, at)
      pen.stroke()
      pen.fillText(ms ? `${ms} ms` : '0', ROOM.left - 7, at)
    }
    pen.textBaseline = 'top'
    pen.textAlign = 'center'
    for (let ago = 5; ago < seconds; ago += 5) pen.fillText(`${ago} s ago`, x(now - ago * SECOND), bottom + 7)
    pen.textAlign = 'right'
    pen.fillText('now', right, bottom + 7)
  }

  const bars = (trips, now, x, y, bottom, width, most) => {
    for (const { sent, took } of trips) {
      const left = x(sent)
      if (left < ROOM.left) continue
      const top = y(Math.min(took ?? now - sent, height * 1.1))
      pen.fillStyle = took === undefined ? '#c9d5f0' : took > most ? '#d9584c' : '#4f7bd9'
      pen.beginPath()
      pen.roundRect(left, top, width, bottom - top, [Math.min(2, width / 2), Math.min(2, width / 2), 0, 0])
      pen.fill()
    }
  }

  const level = (name, ms, colour, right, y) => {
    pen.strokeStyle = colour
    pen.lineWidth = 2
    pen.setLineDash([7, 6])
    pen.beginPath()
    pen.moveTo(ROOM.left, y(ms))
    pen.lineTo(right, y(ms))
    pen.stroke()
    pen.setLineDash([])
    pen.fillStyle = colour
    pen.textAlign = 'left'
    pen.textBaseline = 'bottom'
    pen.fillText(name, ROOM.left + 4, y(ms) - 3)
  }

  return (trips, figures, now) => {
    fit()
    const right = canvas.clientWidth - ROOM.right, bottom = canvas.clientHeight - ROOM.bottom
    const seconds = canvas.clientWidth < 520 ? 12 : 24
    const perMs = (right - ROOM.left) / (seconds * SECOND)
    const highest = Math.max(20, figures?.p95 ?? 0, ...trips.map(({ sent, took }) => took ?? now - sent))
    height += (highest * 1.12 - height) * .12
    const x = time => right - (now - time) * perMs
    const y = ms => bottom - ms / height * (bottom - ROOM.top)
    grid(right, bottom, y, seconds, x, now)
    bars(trips, now, x, y, bottom, Math.max(1.5, 100 * perMs - 1.2), figures?.p95 ?? Infinity)
    if (figures?.count) {
      level('p50', figures.p50, '#1d3f94', right, y)
      level('p95', figures.p95, '#a8281f', right, y)
    }
  }
}
