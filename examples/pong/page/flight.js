/** The rules' arithmetic of the ball, to see it where it is by the time that a move of ours arrives at the server. */

export const WIDTH = 640, HEIGHT = 400, BALL = 8, LINE = 36, HALF = 40
const FASTER = 18, FASTEST = 600, STEEPEST = 1.1

export const clamp = (value, least, most) => Math.max(least, Math.min(most, value))

const free = (ball, seconds) => {
  let y = ball.y + ball.dy * seconds, dy = ball.dy
  while (y < BALL || y > HEIGHT - BALL) {
    y = 2 * (y < BALL ? BALL : HEIGHT - BALL) - y
    dy = -dy
  }
  return { x: ball.x + ball.dx * seconds, y, dx: ball.dx, dy }
}

const struck = (ball, where) => {
  const speed = Math.min(FASTEST, Math.hypot(ball.dx, ball.dy) + FASTER), slope = where * STEEPEST
  const along = speed / Math.sqrt(1 + slope * slope)
  return { x: ball.x, y: ball.y, dx: ball.dx < 0 ? along : -along, dy: along * slope }
}

/** The ball after some seconds, with paddles whose middles are at these heights; undefined is none. */
export const fly = (ball, seconds, left, right) => {
  if (!ball.dx) return ball
  const paddle = ball.dx < 0 ? left : right
  const until = ((ball.dx < 0 ? LINE + BALL : WIDTH - LINE - BALL) - ball.x) / ball.dx
  if (paddle === undefined || until < 0 || until > seconds) return free(ball, seconds)
  const there = free(ball, until), where = (there.y - paddle) / (HALF + BALL)
  return Math.abs(where) > 1 ? free(ball, seconds) : fly(struck(there, where), seconds - until, left, right)
}
