// Never run, only compiled: tsc --noEmit --strict. Each @ts-expect-error is a mistake that the types must find.

import { connect, Disconnected, PlayfluxError, Refused, Undelivered } from '../../main/resources/dev/playflux/playflux.js'
import type {
  Between, ConnectOptions, Frame, Message, Move, Off, Room, Status, Stream, Types,
} from '../../main/resources/dev/playflux/playflux.js'

interface World { runners: Record<string, { x: number, y: number }>, it: string | null }
interface Hand { cards: string[] }
interface Steer { dx: number, dy: number }
interface Chat { from: string, text: string }
interface Buy { item: string }
interface Receipt { price: number }
interface Views { hand: Hand }
interface Actions { steer: Steer, wave: void, say: string, maybe: number | undefined, buy: Buy }
interface Replies { buy: Receipt, wave: boolean }
interface Messages { chat: Chat, pick: { of: string[] } }
interface Tag { world: World, views: Views, actions: Actions, replies: Replies, messages: Messages }

type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends (<X>() => X extends B ? 1 : 2) ? true : false
const same = <A, B>(..._: Same<A, B> extends true ? [] : [never]) => {}

async function typed() {
  const room = await connect<Tag>({ game: 'tag', options: { name: 'Ada' } })
  same<typeof room, Room<Tag>>()
  same<typeof room.player, string | undefined>()
  same<typeof room.session, string>()
  same<typeof room.rtt, number | undefined>()
  // @ts-expect-error ids are the server's to give
  room.player = 'p1'

  const off: Off = room.states.subscribe(world => same<typeof world, World>())
  off()
  same<typeof room.states.latest, World | undefined>()
  room.views.hand.subscribe(hand => same<typeof hand, Hand | undefined>())
  room.views.world.subscribe(world => same<typeof world, World>())
  // @ts-expect-error there is no such view
  room.views.area
  for await (const world of room.states) same<typeof world, World>()
  for await (const { tick, time, input, world, views } of room.frames) {
    same<typeof tick, number>()
    same<typeof time, number>()
    same<typeof input, number | undefined>()
    same<typeof world, World>()
    same<typeof views.hand, Hand | undefined>()
    same<typeof views.world, World>()
    // @ts-expect-error a published value is never changed
    views.hand = { cards: [] }
  }

  room.on('chat', (chat, message) => {
    same<typeof chat, Chat>()
    same<typeof message, Message<'chat', Chat>>()
    // @ts-expect-error no such member
    chat.author
  })()
  room.on('$move', move => {
    same<typeof move, Move>()
    void connect({ room: move.room, token: move.ticket })
  })
  // @ts-expect-error the game sends no such message
  room.on('goal', () => {})

  same<ReturnType<typeof room.send>, boolean>()
  same<ReturnType<typeof room.input>, number>()
  room.send('steer', { dx: 1, dy: 0 })
  room.send('wave')
  room.send('say', 'hi')
  room.send('maybe')
  room.send('maybe', 1)
  room.input('steer', { dx: 1, dy: 0 })
  // @ts-expect-error data is missing
  room.send('steer')
  // @ts-expect-error a member is missing
  room.input('steer', { dx: 1 })
  // @ts-expect-error wave has no data
  room.send('wave', 1)
  // @ts-expect-error no such action
  room.send('jump')
  // @ts-expect-error no such action
  room.input('chat', { from: '', text: '' })

  same<ReturnType<typeof room.deliver>, Promise<void>>()
  void room.deliver('buy', { item: 'hat' })
  void room.deliver('buy', { item: 'hat' }, { timeoutMs: 100 })
  void room.deliver('wave')
  void room.deliver('wave', undefined, { timeoutMs: Infinity })
  // @ts-expect-error data is missing
  void room.deliver('buy')
  // @ts-expect-error no such action
  void room.deliver('jump')
  // @ts-expect-error no such option
  void room.deliver('buy', { item: 'hat' }, { timeout: 100 })
  const receipt = await room.ask('buy', { item: 'hat' })
  same<typeof receipt, Receipt>()
  const waved = await room.ask('wave', undefined, { timeoutMs: 100 })
  same<typeof waved, boolean>()
  const said = await room.ask('say', 'hi')
  said.anything
  // @ts-expect-error a member is missing
  void room.ask('buy', {})
  const offAnswer: Off = room.answer('pick', ({ of }) => of[0])
  offAnswer()
  room.answer('pick', async ({ of }) => { throw new Refused({ code: 'not_now', message: `${of}` }) })
  // @ts-expect-error the game asks no such thing
  room.answer('guess', () => 1)

  const between = room.between(room.now() - 100)
  same<typeof between, Between<Tag> | undefined>()
  // @ts-expect-error there may be no state yet
  between.t
  if (between) {
    same<typeof between.from, World>()
    same<typeof between.frameTo, Frame<Tag>>()
    same<typeof between.t, number>()
  }
  same<Awaited<ReturnType<typeof room.ping>>, number>()
  same<ReturnType<typeof room.close>, void>()
  room.close('tired')

  room.status.subscribe(status => {
    same<typeof status, Status>()
    switch (status.state) {
      case 'connecting': return same<typeof status.attempt, number>()
      case 'connected': return same<typeof status.resumed, boolean>()
      case 'reconnecting': return same<typeof status.in, number>()
      case 'closed': return same<typeof status.reason, string>()
      default: status satisfies never
    }
  })
  room.errors.subscribe(error => {
    same<typeof error, Refused>()
    same<typeof error.code, string>()
    same<typeof error.input, number | undefined>()
  })
}

async function untyped() {
  const room = await connect()
  room.states.subscribe(world => world.anything.goes)
  room.views.hand.subscribe(hand => hand.anything)
  room.frames.subscribe(frame => frame.views.hand.anything)
  room.on('chat', chat => chat.text)
  room.on('$move', (move: Move) => move.ticket)
  room.send('wave')
  room.send('steer', { dx: 1 })
  void room.deliver('steer', { dx: 1 }, { timeoutMs: 1 })
  void room.deliver('wave')
  void room.ask('steer', 1).then(answer => answer.anything)
  room.answer('pick', cards => cards[0])
  room.input('steer', 1)
  room.between(0)?.from.x
}

async function partly() {
  const room = await connect<{ world: World, actions: { steer: Steer } }>()
  room.states.subscribe(({ it }) => same<typeof it, string | null>())
  room.views.hand.subscribe(hand => hand.anything)
  room.on('chat', chat => chat.text)
  // @ts-expect-error no such action
  room.send('wave')
  const spectator = await connect<{ views: { area: Record<string, number> } }>({ spectate: true })
  spectator.states.subscribe(world => world.anything)
  spectator.views.area.subscribe(area => same<typeof area, Record<string, number> | undefined>())
}

async function errors() {
  try {
    await connect({ url: 'https://play.example/play', WebSocket, retry: true, timeoutMs: 1000, acks: false })
  } catch (error) {
    if (error instanceof Refused) same<typeof error.code, string>()
    else if (error instanceof Disconnected) same<typeof error.code, number>()
    else if (error instanceof Undelivered) {
      same<typeof error.reason, 'lost' | 'timeout' | 'overflow'>()
      same<typeof error.code, 'lost' | 'timeout' | 'overflow'>()
    } else if (error instanceof PlayfluxError) same<typeof error.code, string | number>()
  }
}

void connect({ codec: 'json' })
// @ts-expect-error no such codec
void connect({ codec: 'xml' })
// @ts-expect-error no such option
void connect({ gmae: 'tag' })
// @ts-expect-error no such kind of types
void connect<{ world: World, views: number }>()

const options: ConnectOptions = {}
const generic = async <T extends Types>(): Promise<Stream<Frame<T>>> => (await connect<T>(options)).frames
void [typed, untyped, partly, errors, generic]
