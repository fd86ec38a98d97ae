/** Draws one runner, in units of the field: shadow and rings on the ground, a trail, a body that looks where it goes. */

export const RADIUS = 22, IT = '#de4a3f', IT_DARK = '#c8372d', INK = '#1d2b24'
/** For how long a trail is seen. */
export const TRAIL_MS = 420

const SAFE_MS = 1500, PROTECTION_MS = 5000, SHIELD = '#3f9fe0'
export const calm = matchMedia('(prefers-reduced-motion: reduce)')

export const clamp = (value, least, most) => Math.max(least, Math.min(most, value))

export const ring = (ctx, x, y, radius, colour, lineWidth, part = 1) => {
  ctx.beginPath()
  ctx.arc(x, y, radius, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * part)
  ctx.strokeStyle = colour
  ctx.lineWidth = lineWidth
  ctx.stroke()
}

/** One shape that gets thinner and fainter: segments of their own would show where they overlap. */
export const drawTrail = (ctx, points, colour, now) => {
  const tail = points[0], head = points.at(-1)
  if (Math.hypot(head.x - tail.x, head.y - tail.y) < 6) return
  const sides = points.slice(1).map((point, i) => {
    const before = points[i], length = Math.hypot(point.x - before.x, point.y - before.y) || 1
    const half = RADIUS * (.9 - .75 * (now - point.at) / TRAIL_MS) / length
    return { point, x: (before.y - point.y) * half, y: (point.x - before.x) * half }
  })
  ctx.beginPath()
  ctx.moveTo(tail.x, tail.y)
  for (const { point, x, y } of sides) ctx.lineTo(point.x + x, point.y + y)
  for (const { point, x, y } of sides.reverse()) ctx.lineTo(point.x - x, point.y - y)
  const fade = ctx.createLinearGradient(tail.x, tail.y, head.x, head.y)
  fade.addColorStop(0, `${colour}00`)
  fade.addColorStop(1, `${colour}66`)
  ctx.fillStyle = fade
  ctx.fill()
}

/** How long nobody can catch a runner yet who was it or has just come, in ms of the game. */
export const protection = (runner, { it, time }) => runner.id === it ? 0 : Math.max(0, runner.since + PROTECTION_MS - time)

/** A runner who cannot be caught: for which part of the time yet. */
const shield = (ctx, { x, y }, part) => {
  ctx.beginPath()
  ctx.arc(x, y, RADIUS + 12, 0, 2 * Math.PI)
  ctx.fillStyle = 'rgb(120 196 245 / .28)'
  ctx.fill()
  ring(ctx, x, y, RADIUS + 12, 'rgb(255 255 255 / .55)', 6)
  ring(ctx, x, y, RADIUS + 12, SHIELD, 4, part)
}

/** What lies on the ground: a shadow, the ring of the own runner, and of who is safe, for how long. */
export const drawGround = (ctx, runner, scene, now, self) => {
  const { x, y } = runner
  ctx.beginPath()
  ctx.ellipse(x + 4, y + 9, RADIUS * 1.02, RADIUS * .9, 0, 0, 2 * Math.PI)
  ctx.fillStyle = 'rgb(40 72 46 / .26)'
  ctx.fill()
  if (runner === self) ring(ctx, x, y, RADIUS + 5, 'rgb(255 255 255 / .95)', 5)
  const safe = (scene.safeUntil - scene.time) / SAFE_MS
  if (runner.id === scene.it) {
    const beat = calm.matches ? .5 : (now % 1100) / 1100
    if (safe > 0) ring(ctx, x, y, RADIUS + 12, IT_DARK, 5, 1 - safe)
    else ring(ctx, x, y, RADIUS + 7 + 16 * beat, `rgb(200 55 45 / ${.75 * (1 - beat)})`, 4)
  } else {
    const own = protection(runner, scene)
    if (own > safe * SAFE_MS) shield(ctx, runner, own / PROTECTION_MS)
    else if (safe > 0) shield(ctx, runner, safe)
  }
}

/** Side by side on the screen, and shifted to where the runner looks: a ball seen from the front. */
const eyes = (ctx, heading, blink, angry) => {
  const right = Math.cos(heading), down = Math.sin(heading)
  for (const side of [-1, 1]) {
    const x = right * 8 + side * (8.5 - 2 * Math.abs(right)), y = down * 7 - 3
    ctx.beginPath()
    ctx.ellipse(x, y, 6.2, blink ? 1 : 6.8, 0, 0, 2 * Math.PI)
    ctx.fillStyle = '#fff'
    ctx.fill()
    if (!blink) {
      ctx.beginPath()
      ctx.arc(x + right * 2.6, y + down * 2.6, 3.2, 0, 2 * Math.PI)
      ctx.fillStyle = INK
      ctx.fill()
    }
    if (angry) {
      ctx.beginPath()
      ctx.moveTo(x + side * 7, y - 10)
      ctx.lineTo(x - side * 4.5, y - 4.5)
      ctx.strokeStyle = '#7d1710'
      ctx.lineWidth = 3.4
      ctx.lineCap = 'round'
      ctx.stroke()
    }
  }
}

const antenna = ctx => {
  ctx.strokeStyle = INK
  ctx.lineWidth = 2.5
  ctx.beginPath()
  ctx.moveTo(0, -RADIUS + 2)
  ctx.lineTo(0, -RADIUS - 9)
  ctx.stroke()
  ctx.beginPath()
  ctx.arc(0, -RADIUS - 11, 4, 0, 2 * Math.PI)
  ctx.fillStyle = '#ffd45e'
  ctx.fill()
  ctx.stroke()
}

const marker = (ctx, { x, y, bot }, now) => {
  const top = y - RADIUS - (bot ? 24 : 14) - (calm.matches ? 0 : 4 * Math.abs(Math.sin(now / 240)))
  ctx.beginPath()
  ctx.moveTo(x, top)
  ctx.lineTo(x - 12, top - 17)
  ctx.lineTo(x + 12, top - 17)
  ctx.closePath()
  ctx.lineJoin = 'round'
  ctx.strokeStyle = '#fff'
  ctx.lineWidth = 7
  ctx.stroke()
  ctx.fillStyle = IT_DARK
  ctx.fill()
  ctx.strokeStyle = IT_DARK
  ctx.lineWidth = 3
  ctx.stroke()
}

export const drawBody = (ctx, runner, look, isIt, now) => {
  const colour = isIt ? IT : look.colour
  const grown = calm.matches ? 1 : clamp((now - look.since) / 260, .01, 1)
  const bob = calm.matches ? 0 : Math.sin(now / 90 + look.since) * look.speed * 1.5
  ctx.save()
  ctx.translate(runner.x, runner.y + bob)
  ctx.scale(grown, grown)
  if (runner.bot) antenna(ctx)
  ctx.save()
  ctx.rotate(look.heading)
  ctx.scale(1 + .1 * look.speed, 1 - .08 * look.speed)
  ctx.beginPath()
  ctx.arc(0, 0, RADIUS, 0, 2 * Math.PI)
  ctx.restore()
  ctx.fillStyle = colour
  ctx.fill()
  const light = ctx.createRadialGradient(-7, -10, 2, 0, 0, RADIUS)
  light.addColorStop(0, 'rgb(255 255 255 / .5)')
  light.addColorStop(.55, 'rgb(255 255 255 / 0)')
  light.addColorStop(1, 'rgb(0 0 0 / .2)')
  ctx.fillStyle = light
  ctx.fill()
  if (now > look.blink + 130) look.blink = now + 1500 + Math.random() * 4000
  eyes(ctx, look.heading, now > look.blink, isIt)
  ctx.restore()
  if (isIt) marker(ctx, runner, now)
}
