/** The field as it never changes: painted once for each size of the window, and then only copied. */

const LAWN = '#dcebc9', MOWN = '#d3e5bd', OUTSIDE = '#9cbf86', MARGIN = 60

/** Chance that gives the same park to everybody. */
const chance = seed => () => {
  seed = seed + 0x6d2b79f5 | 0
  let t = Math.imul(seed ^ seed >>> 15, 1 | seed)
  t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t
  return ((t ^ t >>> 14) >>> 0) / 4294967296
}

const disc = (ctx, x, y, radius, fill) => {
  ctx.beginPath()
  ctx.arc(x, y, radius, 0, 2 * Math.PI)
  ctx.fillStyle = fill
  ctx.fill()
}

const outline = (ctx, { x, y, halfWidth, halfHeight, radius }, grow = 0) => {
  const w = halfWidth + radius + grow, h = halfHeight + radius + grow
  ctx.beginPath()
  ctx.roundRect(x - w, y - h, 2 * w, 2 * h, radius + grow)
}

const lawn = (ctx, { width, height }) => {
  ctx.fillStyle = OUTSIDE
  ctx.fillRect(-MARGIN, -MARGIN, width + 2 * MARGIN, height + 2 * MARGIN)
  ctx.save()
  ctx.shadowColor = 'rgb(38 70 44 / .35)'
  ctx.shadowBlur = 26
  ctx.shadowOffsetY = 6
  ctx.fillStyle = LAWN
  ctx.beginPath()
  ctx.roundRect(0, 0, width, height, 26)
  ctx.fill()
  ctx.restore()
  ctx.save()
  ctx.clip()
  ctx.fillStyle = MOWN
  for (let x = 0; x < width; x += 100) {
    for (let y = x / 100 % 2 * 100; y < height; y += 200) ctx.fillRect(x, y, 100, 100)
  }
  ctx.restore()
  ctx.strokeStyle = 'rgb(255 255 255 / .85)'
  ctx.lineWidth = 5
  ctx.beginPath()
  ctx.roundRect(2.5, 2.5, width - 5, height - 5, 24)
  ctx.stroke()
}

const flowers = (ctx, { width, height }) => {
  const random = chance(7)
  for (let i = 0; i < 150; i++) {
    const x = 20 + random() * (width - 40), y = 20 + random() * (height - 40)
    if (i % 3) {
      ctx.strokeStyle = 'rgb(98 142 84 / .45)'
      ctx.lineWidth = 2
      ctx.beginPath()
      for (const lean of [-4, 0, 4]) {
        ctx.moveTo(x + lean / 2, y)
        ctx.lineTo(x + lean, y - 7)
      }
      ctx.stroke()
    } else {
      for (let petal = 0; petal < 5; petal++) {
        disc(ctx, x + 3.4 * Math.cos(petal * 1.257), y + 3.4 * Math.sin(petal * 1.257), 2.3, '#fffdf4')
      }
      disc(ctx, x, y, 2.1, '#f2b632')
    }
  }
}

const shadow = (ctx, obstacle, depth) => {
  ctx.save()
  ctx.translate(depth * .45, depth)
  outline(ctx, obstacle)
  ctx.fillStyle = 'rgb(45 84 54 / .26)'
  ctx.filter = 'blur(2px)'
  ctx.fill()
  ctx.restore()
}

const pond = (ctx, obstacle) => {
  const { x, y, radius } = obstacle
  disc(ctx, x, y, radius, '#c9bfa2')
  disc(ctx, x, y, radius - 7, '#e4dcc2')
  const water = ctx.createRadialGradient(x - 20, y - 30, 10, x, y, radius)
  water.addColorStop(0, '#8fd0e6')
  water.addColorStop(1, '#4f9fc4')
  disc(ctx, x, y, radius - 14, water)
  ctx.strokeStyle = 'rgb(255 255 255 / .45)'
  ctx.lineWidth = 3
  ctx.lineCap = 'round'
  for (const [ripple, from, to] of [[62, 3.6, 4.7], [46, 3.9, 4.6], [66, .5, 1.3]]) {
    ctx.beginPath()
    ctx.arc(x, y, ripple * radius / 104, from, to)
    ctx.stroke()
  }
  for (const [dx, dy, size] of [[30, 22, 17], [50, -4, 11], [-34, 36, 13]]) {
    ctx.beginPath()
    ctx.moveTo(x + dx, y + dy)
    ctx.arc(x + dx, y + dy, size, .5, 6)
    ctx.fillStyle = '#5aa469'
    ctx.fill()
  }
  disc(ctx, x + 33, y + 19, 5, '#f6b9c8')
}

const tree = (ctx, obstacle) => {
  const { x, y, radius } = obstacle
  shadow(ctx, obstacle, 16)
  disc(ctx, x, y, radius, '#2f6f4b')
  const random = chance(x * 31 + y)
  const turn = random() * 6
  for (let leaf = 0; leaf < 7; leaf++) {
    const angle = turn + leaf * .898, away = radius * .55
    disc(ctx, x + away * Math.cos(angle), y + away * Math.sin(angle), radius * .42, leaf % 2 ? '#3c8259' : '#37795240')
  }
  disc(ctx, x - radius * .1, y - radius * .14, radius * .58, '#4a9466')
  disc(ctx, x - radius * .22, y - radius * .28, radius * .3, '#64ab7b')
}

const stone = (ctx, obstacle) => {
  const { x, y, radius } = obstacle
  shadow(ctx, obstacle, 11)
  disc(ctx, x, y, radius, '#8f918b')
  disc(ctx, x - 1, y - 3, radius - 3, '#aeb0a8')
  disc(ctx, x - radius * .18, y - radius * .26, radius * .56, '#c3c5bd')
}

const hedge = (ctx, obstacle) => {
  const { x, y, halfWidth, halfHeight, radius } = obstacle
  shadow(ctx, obstacle, 15)
  outline(ctx, obstacle)
  ctx.fillStyle = '#35774f'
  ctx.fill()
  outline(ctx, { ...obstacle, y: y - 3 }, -4)
  ctx.fillStyle = '#4f9569'
  ctx.fill()
  const random = chance(x + y * 17)
  ctx.save()
  ctx.clip()
  for (let leaf = 0; leaf < (halfWidth + halfHeight) / 2; leaf++) {
    const at = [x + (random() * 2 - 1) * (halfWidth + radius), y + (random() * 2 - 1) * (halfHeight + radius)]
    disc(ctx, ...at, 5 + random() * 6, leaf % 3 ? 'rgb(122 186 140 / .35)' : 'rgb(40 100 66 / .3)')
    if (leaf % 9 === 0) disc(ctx, ...at, 4, '#ffe3ea')
  }
  ctx.restore()
}

const paintObstacle = (ctx, obstacle) => {
  const { halfWidth, halfHeight, radius } = obstacle
  if (halfWidth || halfHeight) hedge(ctx, obstacle)
  else if (radius > 80) pond(ctx, obstacle)
  else if (radius > 38) tree(ctx, obstacle)
  else stone(ctx, obstacle)
}

/** A picture of the field with so many pixels per unit, and a margin around it. */
export const paintPark = (field, scale) => {
  const picture = document.createElement('canvas')
  picture.width = Math.ceil((field.width + 2 * MARGIN) * scale)
  picture.height = Math.ceil((field.height + 2 * MARGIN) * scale)
  const ctx = picture.getContext('2d')
  ctx.scale(scale, scale)
  ctx.translate(MARGIN, MARGIN)
  lawn(ctx, field)
  flowers(ctx, field)
  for (const obstacle of field.obstacles) paintObstacle(ctx, obstacle)
  return { picture, margin: MARGIN, width: field.width + 2 * MARGIN, height: field.height + 2 * MARGIN }
}
