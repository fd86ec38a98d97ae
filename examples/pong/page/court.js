import { BALL, HALF, HEIGHT, LINE, WIDTH } from './flight.js'

/** Draws one moment: the court, two paddles, the ball, and what has just happened. Upright where a screen is: then the own side is below. */

const BLUE = '#4f83f5', RED = '#f0584b', BLUE_LIGHT = '#a9c4ff', RED_LIGHT = '#ffb3ab'
const SHADE = 'rgb(5 25 18 / .38)'
const THICK = 12, TRAIL_MS = 260, BURST_MS = 450, FLASH_MS = 700
const calm = matchMedia('(prefers-reduced-motion: reduce)')

export const createCourt = canvas => {
  const ctx = canvas.getContext('2d'), table = document.createElement('canvas'), under = table.getContext('2d')
  let painted, width = 0, height = 0, density = 1, upright = false, mine = 'left', scale = 1, x0 = 0, y0 = 0
  let trail = [], bursts = [], flashes = [], last, shade

  const fit = () => {
    density = Math.min(devicePixelRatio || 1, 2)
    width = canvas.clientWidth
    height = canvas.clientHeight
    canvas.width = Math.round(width * density)
    canvas.height = Math.round(height * density)
    painted = undefined
    upright = height > width
    const [w, h] = upright ? [HEIGHT, WIDTH] : [WIDTH, HEIGHT]
    const top = 94, bottom = 78, side = upright ? 16 : 28
    scale = Math.min((width - 2 * side) / w, (height - top - bottom) / h)
    x0 = (width - w * scale) / 2
    y0 = top + (height - top - bottom - h * scale) / 2
  }
  new ResizeObserver(fit).observe(canvas)
  fit()

  const onCourt = ctx => {
    const s = scale * density, x = x0 * density, y = y0 * density
    if (!upright) ctx.setTransform(s, 0, 0, s, x, y)
    else if (mine === 'right') ctx.setTransform(0, s, -s, 0, x + HEIGHT * s, y)
    else ctx.setTransform(0, -s, s, 0, x, y + WIDTH * s)
  }

  const box = (ctx, x, y, w, h, radius, fill) => {
    ctx.beginPath()
    ctx.roundRect(x, y, w, h, radius)
    ctx.fillStyle = fill
    ctx.fill()
  }

  const disc = (x, y, radius, fill) => {
    ctx.beginPath()
    ctx.arc(x, y, radius, 0, 2 * Math.PI)
    ctx.fillStyle = fill
    ctx.fill()
  }

  /** What never changes is painted once for each size of the window, and then only copied: soft shadows are dear. */
  const surface = () => {
    if (painted === mine) return
    painted = mine
    table.width = canvas.width
    table.height = canvas.height
    paint(under)
  }

  const paint = ctx => {
    onCourt(ctx)
    ctx.shadowColor = 'rgb(38 70 44 / .45)'
    ctx.shadowBlur = 26 * scale * density
    ctx.shadowOffsetY = 8 * scale * density
    box(ctx, -10, -10, WIDTH + 20, HEIGHT + 20, 20, '#fffdf7')
    ctx.shadowColor = 'transparent'
    box(ctx, 0, 0, WIDTH, HEIGHT, 11, '#1f5a45')
    const tint = ctx.createLinearGradient(0, 0, WIDTH, 0)
    tint.addColorStop(0, 'rgb(62 118 240 / .5)')
    tint.addColorStop(.3, 'rgb(62 118 240 / 0)')
    tint.addColorStop(.7, 'rgb(214 62 92 / 0)')
    tint.addColorStop(1, 'rgb(214 62 92 / .5)')
    box(ctx, 0, 0, WIDTH, HEIGHT, 11, tint)
    ctx.strokeStyle = 'rgb(255 255 255 / .22)'
    ctx.lineWidth = 3
    ctx.beginPath()
    ctx.arc(WIDTH / 2, HEIGHT / 2, 62, 0, 2 * Math.PI)
    ctx.stroke()
    ctx.strokeStyle = 'rgb(255 255 255 / .5)'
    ctx.setLineDash([11, 11])
    ctx.lineDashOffset = 5.5
    ctx.beginPath()
    ctx.moveTo(WIDTH / 2, 0)
    ctx.lineTo(WIDTH / 2, HEIGHT)
    ctx.stroke()
  }

  const flash = now => {
    flashes = flashes.filter(({ at }) => now - at < FLASH_MS)
    for (const { side, at } of flashes) {
      const glow = ctx.createLinearGradient(side === 'left' ? 0 : WIDTH, 0, side === 'left' ? 200 : WIDTH - 200, 0)
      glow.addColorStop(0, `rgb(255 240 190 / ${.75 * (1 - (now - at) / FLASH_MS)})`)
      glow.addColorStop(1, 'rgb(255 240 190 / 0)')
      box(ctx, 0, 0, WIDTH, HEIGHT, 11, glow)
    }
  }

  const paddle = (side, { y, away }, own) => {
    const x = side === 'left' ? LINE - THICK : WIDTH - LINE, [colour, light] = side === 'left' ? [BLUE, BLUE_LIGHT] : [RED, RED_LIGHT]
    ctx.save()
    if (away) ctx.globalAlpha = .35
    box(ctx, x + shade.x, y - HALF + shade.y, THICK, 2 * HALF, 6, SHADE)
    box(ctx, x, y - HALF, THICK, 2 * HALF, 6, colour)
    box(ctx, x + 3, y - HALF + 4, 3, 2 * HALF - 8, 1.5, light)
    if (own) {
      ctx.beginPath()
      ctx.roundRect(x - 4, y - HALF - 4, THICK + 8, 2 * HALF + 8, 9)
      ctx.strokeStyle = 'rgb(255 255 255 / .85)'
      ctx.lineWidth = 2.5
      ctx.stroke()
    }
    ctx.restore()
  }

  const comet = (ball, now) => {
    trail.push({ x: ball.x, y: ball.y, at: now })
    trail = trail.filter(({ at }) => now - at < TRAIL_MS)
    if (calm.matches) return
    const heat = Math.min(1, (Math.hypot(ball.dx, ball.dy) - 320) / 280)
    for (const { x, y, at } of trail) {
      const part = 1 - (now - at) / TRAIL_MS
      disc(x, y, BALL * (.25 + .7 * part), `hsl(${48 - 26 * heat} 100% ${88 - 26 * heat}% / ${.22 * part})`)
    }
  }

  /** Around a ball that rests: for how long yet, and which way it will go. */
  const ready = (ball, rest) => {
    ctx.beginPath()
    ctx.arc(ball.x, ball.y, 24, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * Math.min(1, rest))
    ctx.strokeStyle = '#ffd45e'
    ctx.lineWidth = 4
    ctx.lineCap = 'round'
    ctx.stroke()
    ctx.save()
    ctx.translate(ball.x, ball.y)
    ctx.rotate(Math.atan2(ball.dy, ball.dx))
    ctx.beginPath()
    ctx.moveTo(36, -7)
    ctx.lineTo(45, 0)
    ctx.lineTo(36, 7)
    ctx.lineJoin = 'round'
    ctx.stroke()
    ctx.restore()
  }

  const burst = now => {
    bursts = bursts.filter(({ at }) => now - at < BURST_MS)
    for (const { x, y, at, side } of bursts) {
      const part = (now - at) / BURST_MS, out = 1 - (1 - part) ** 3
      ctx.beginPath()
      ctx.arc(x, y, 8 + 30 * out, 0, 2 * Math.PI)
      ctx.strokeStyle = `rgb(255 255 255 / ${.7 * (1 - part)})`
      ctx.lineWidth = 4 * (1 - part) + .5
      ctx.stroke()
      for (let i = -3; i <= 3; i++) {
        const angle = i * .38 + (side === 'left' ? 0 : Math.PI), away = 12 + 46 * out
        disc(x + away * Math.cos(angle), y + away * Math.sin(angle), 3.4 * (1 - part), side === 'left' ? BLUE_LIGHT : RED_LIGHT)
      }
    }
  }

  /** A ball that flew towards a side and now flies away from it has been hit there. */
  const notice = (ball, now) => {
    const turned = last && last.dx * ball.dx < 0 && Math.abs(ball.x - last.x) < 60 && Math.abs(ball.x - WIDTH / 2) > 200
    if (turned && !calm.matches) {
      const side = ball.dx > 0 ? 'left' : 'right'
      bursts.push({ x: side === 'left' ? LINE : WIDTH - LINE, y: ball.y, at: now, side })
    }
    if (last && Math.hypot(ball.x - last.x, ball.y - last.y) > 120) trail = []
    last = ball
  }

  return {
    /** The side that is ours. */
    set mine(side) { mine = side ?? 'left' },

    /** Which way the keys go: on an upright screen to the left is up on the court of who sits on the left. */
    get turn() { return upright && mine === 'right' ? -1 : 1 },

    /** The height on the court that a place of the screen means. */
    along(x, y) {
      if (!upright) return (y - y0) / scale
      return mine === 'right' ? HEIGHT - (x - x0) / scale : (x - x0) / scale
    },

    /** Lights up the side at which the ball went out. */
    out(side, now) { if (!calm.matches) flashes.push({ side, at: now }) },

    draw({ left, right, ball, rest }, own, now) {
      surface()
      shade = !upright ? { x: 2, y: 5 } : mine === 'right' ? { x: 5, y: -2 } : { x: -5, y: 2 }
      ctx.setTransform(1, 0, 0, 1, 0, 0)
      ctx.clearRect(0, 0, canvas.width, canvas.height)
      ctx.drawImage(table, 0, 0)
      onCourt(ctx)
      ctx.save()
      ctx.beginPath()
      ctx.roundRect(0, 0, WIDTH, HEIGHT, 11)
      ctx.clip()
      flash(now)
      notice(ball, now)
      comet(ball, now)
      if (rest > 0) ready(ball, rest)
      if (left) paddle('left', left, own === 'left')
      if (right) paddle('right', right, own === 'right')
      disc(ball.x + shade.x, ball.y + shade.y, BALL, SHADE)
      disc(ball.x, ball.y, BALL, '#fff')
      burst(now)
      ctx.restore()
    },
  }
}
