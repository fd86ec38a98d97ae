// SEED=… repeats a run.

export const SEED = Number(process.env.SEED ?? (Math.random() * 2 ** 31 | 0))

const mulberry32 = seed => () => {
  seed = seed + 0x6D2B79F5 | 0
  let t = Math.imul(seed ^ seed >>> 15, 1 | seed)
  t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t
  return ((t ^ t >>> 14) >>> 0) / 4294967296
}

export const chances = (seed = SEED) => {
  const random = mulberry32(seed)
  const below = n => Math.floor(random() * n)
  return { random, below, chance: p => random() < p, pick: list => list[below(list.length)] }
}
