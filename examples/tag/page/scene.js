import { paintPark } from './park.js'
import { calm, clamp, drawBody, drawGround, drawTrail, INK, IT, IT_DARK, RADIUS, ring, TRAIL_MS } from './runner.js'

/** Draws one moment of the game: the park, who runs in it, and what has just happened. */

const BURST_MS = 700
/** Pixels per unit below which nobody sees anything on a small screen: there the camera follows instead. */
const SMALLEST = .72
/** What is seen of the surroundings, in units: enough for the marker of who is it at the upper edge. */
const RIM = 36
const OUTSIDE = '#9cbf86'
const COLOURS = ['#3a6fe0', '#8a5be8', '#e39a12', '#12939f', '#d8559c', '#5f6f7e', '#8b5e3c', '#b0479a', '#2a8c8c', '#6c7f1d']
const FONT = "650 13px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif"

/** The runners of a moment between two states. */
export const moment = ({ from, to, t }) => {
  const mix = (a, b) => a + (b - a) * t
  const runners = Object.entries(to.runners).map(([id, runner]) => {
    const { x, y } = from.runners[id] ?? runner
    return { ...runner, id, x: mix(x, runner.x), y: mix(y, runner.y) }
  })
  return { field: to.field, it: to.it, time: mix(from.time, to.time), safeUntil: to.safeUntil, runners }
}

/** What a client makes up for each runner: a colour, a trail, where it looks. */
const looks = () => {
  const known = new Map()
  const unused = id => {
    const taken = new Set([...known.values()].map(look => look.colour))
    const start = [...id].reduce((sum, letter) => sum * 31 + letter.charCodeAt() | 0, 7) >>> 0
    const order = COLOURS.map((_, i) => COLOURS[(start + i) % COLOURS.length])
    return order.find(colour => !taken.has(colour)) ?? order[0]
  }
  return {
    of(id, now) {
      if (!known.has(id)) {
        known.set(id, { colour: unused(id), trail: [], heading: Math.PI / 2, speed: 0, since: now, blink: now + Math.random() * 4000 })
      }
      return known.get(id)
    },
    colour: id => known.get(id)?.colour,
    keep(ids) {
      for (const id of known.keys()) if (!ids.has(id)) known.delete(id)
    },
  }
}

export const createScene = canvas => {
  const ctx = canvas.getContext('2d', { alpha: false })
  const look = looks()
  let width = 0, height = 0, density = 1, park, camera, drawn, bursts = []

  const fit = () => {
    density = Math.min(devicePixelRatio || 1, 2)
    width = canvas.clientWidth
    height = canvas.clientHeight
    canvas.width = Math.round(width * density)
    canvas.height = Math.round(height * density)
    park = undefined
  }
  new ResizeObserver(fit).observe(canvas)
  fit()

  const toScreen = ({ x, y }) => ({ x: (x - camera.x) * camera.scale + width / 2, y: (y - camera.y) * camera.scale + height / 2 })

  /** In the middle what fits, else after the own runner up to the edge. */
  const aim = (field, self, passed) => {
    const scale = Math.max(Math.min(width / (field.width + 2 * RIM), height / (field.height + 2 * RIM)), SMALLEST)
    const along = (size, whole, at) => {
      const half = size / scale / 2
      return half * 2 >= whole + 2 * RIM - 1 ? whole / 2 : clamp(at, half - RIM, whole + RIM - half)
    }
    const x = along(width, field.width, self?.x ?? field.width / 2)
    const y = along(height, field.height, self?.y ?? field.height / 2)
    const ease = camera && !calm.matches ? 1 - Math.exp(-passed / 90) : 1
    camera = { scale, x: x * ease + (camera?.x ?? 0) * (1 - ease), y: y * ease + (camera?.y ?? 0) * (1 - ease) }
  }

  const inField = () => {
    const zoom = camera.scale * density
    ctx.setTransform(zoom, 0, 0, zoom, (width / 2 - camera.x * camera.scale) * density, (height / 2 - camera.y * camera.scale) * density)
  }
  const onScreen = () => ctx.setTransform(density, 0, 0, density, 0, 0)

  const backdrop = field => {
    const zoom = camera.scale * density
    if (park?.field !== field || park.zoom !== zoom) park = { field, zoom, ...paintPark(field, zoom) }
    onScreen()
    ctx.fillStyle = OUTSIDE
    ctx.fillRect(0, 0, width, height)
    inField()
    ctx.drawImage(park.picture, -park.margin, -park.margin, park.width, park.height)
  }

  /** Follows what a runner does, so that it can turn and stretch softly. */
  const follow = (runner, now, passed) => {
    const it = look.of(runner.id, now)
    const last = it.last ?? runner
    const step = Math.hypot(runner.x - last.x, runner.y - last.y)
    if (passed && step < 200) {
      const ease = 1 - Math.exp(-passed / 70)
      it.speed += (clamp(step / passed / .28, 0, 1) - it.speed) * ease
      if (step > .2) {
        const turn = Math.atan2(runner.y - last.y, runner.x - last.x) - it.heading
        it.heading += Math.atan2(Math.sin(turn), Math.cos(turn)) * ease
      }
    }
    it.last = { x: runner.x, y: runner.y }
    it.trail.push({ x: runner.x, y: runner.y, at: now })
    while (it.trail[0].at < now - TRAIL_MS) it.trail.shift()
    return it
  }

  const tag = (runner, scene, self) => {
    const at = toScreen(runner), { y } = at
    if (at.x < -RADIUS || at.x > width + RADIUS) return
    const label = runner === self ? `${runner.name} (you)` : runner.name
    const isIt = runner.id === scene.it
    const wide = ctx.measureText(label).width + 16, x = clamp(at.x, wide / 2 + 4, width - wide / 2 - 4)
    const below = y + RADIUS * camera.scale + 9
    const top = below + 24 < height ? below : y - RADIUS * camera.scale - 44
    ctx.beginPath()
    ctx.roundRect(x - wide / 2, top, wide, 20, 10)
    ctx.fillStyle = isIt ? IT_DARK : runner === self ? '#2756c5' : 'rgb(255 253 247 / .9)'
    ctx.fill()
    ctx.fillStyle = isIt || runner === self ? '#fff' : INK
    ctx.fillText(label, x, top + 10.5)
  }

  const celebrate = (scene, now) => {
    const before = drawn?.it, caught = scene.runners.find(runner => runner.id === scene.it)
    const handedOver = before && before !== scene.it && scene.runners.some(runner => runner.id === before)
    if (handedOver && caught) bursts.push({ x: caught.x, y: caught.y, at: now })
    bursts = bursts.filter(({ at }) => now - at < BURST_MS)
    for (const { x, y, at } of bursts) {
      const part = (now - at) / BURST_MS, out = 1 - (1 - part) ** 3
      ring(ctx, x, y, RADIUS + 70 * out, `rgb(200 55 45 / ${.6 * (1 - part)})`, 7 * (1 - part) + 1)
      for (let i = 0; i < (calm.matches ? 0 : 14); i++) {
        const angle = i * .449 * 2, away = RADIUS + (60 + i % 3 * 24) * out
        ctx.beginPath()
        ctx.arc(x + away * Math.cos(angle), y + away * Math.sin(angle), 6 * (1 - part), 0, 2 * Math.PI)
        ctx.fillStyle = i % 2 ? '#ffd45e' : IT
        ctx.fill()
      }
    }
  }

  /** Points to whom one has to know about, if he is out of the picture. */
  const pointTo = runner => {
    const { x, y } = toScreen(runner), rim = 30
    if (x > 0 && x < width && y > 0 && y < height) return
    const angle = Math.atan2(y - height / 2, x - width / 2)
    ctx.save()
    ctx.translate(clamp(x, rim, width - rim), clamp(y, rim + 50, height - rim - 50))
    ctx.beginPath()
    ctx.arc(0, 0, 19, 0, 2 * Math.PI)
    ctx.fillStyle = '#fffdf7'
    ctx.fill()
    ctx.rotate(angle)
    ctx.beginPath()
    ctx.moveTo(13, 0)
    ctx.lineTo(-8, -8)
    ctx.lineTo(-4, 0)
    ctx.lineTo(-8, 8)
    ctx.closePath()
    ctx.fillStyle = IT_DARK
    ctx.fill()
    ctx.restore()
  }

  const stick = ({ x, y, toX, toY, reach }) => {
    const away = Math.hypot(toX - x, toY - y), part = Math.min(1, reach / (away || 1))
    ctx.beginPath()
    ctx.arc(x, y, reach, 0, 2 * Math.PI)
    ctx.fillStyle = 'rgb(29 43 36 / .16)'
    ctx.fill()
    ctx.strokeStyle = 'rgb(255 255 255 / .8)'
    ctx.lineWidth = 2
    ctx.stroke()
    ctx.beginPath()
    ctx.arc(x + (toX - x) * part, y + (toY - y) * part, 24, 0, 2 * Math.PI)
    ctx.fillStyle = 'rgb(255 253 247 / .92)'
    ctx.fill()
  }

  return {
    colour: (id, it) => id === it ? IT : look.colour(id),

    /** Where a runner was drawn last, in CSS pixels. */
    place: id => {
      const runner = drawn?.runners.find(runner => runner.id === id)
      return runner && toScreen(runner)
    },

    draw(scene, me, now, stickAt) {
      const passed = drawn ? now - drawn.now : 0
      const self = scene.runners.find(runner => runner.id === me)
      aim(scene.field, self, passed)
      backdrop(scene.field)
      look.keep(new Set(scene.runners.map(runner => runner.id)))
      const followed = scene.runners.map(runner => [runner, follow(runner, now, passed)]).sort(([a], [b]) => a.y - b.y)
      for (const [runner, it] of followed) drawTrail(ctx, it.trail, runner.id === scene.it ? IT : it.colour, now)
      for (const [runner] of followed) drawGround(ctx, runner, scene, now, self)
      for (const [runner, it] of followed) drawBody(ctx, runner, it, runner.id === scene.it, now)
      celebrate(scene, now)
      onScreen()
      ctx.font = FONT
      ctx.textAlign = 'center'
      ctx.textBaseline = 'middle'
      for (const [runner] of followed) tag(runner, scene, self)
      const it = scene.runners.find(runner => runner.id === scene.it)
      if (it && it !== self) pointTo(it)
      if (stickAt) stick(stickAt)
      drawn = { ...scene, now }
    },
  }
}
