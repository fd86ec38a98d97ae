/**
 * The browser client of Playflux.
 *
 * ```js
 * import { connect } from './playflux.js'
 * const room = await connect({ game: 'tag', options: { name } })
 * room.states.subscribe(world => draw(world))
 * room.on('chat', chat => say(chat.text))
 * room.input('steer', { dx: 1, dy: 0 })
 * ```
 */

/**
 * What a game's types are, for `connect<Types>()`. All of them are optional; without them everything is `any`.
 *
 * ```ts
 * connect<{
 *   world: World, views: { hand: Hand }, actions: { steer: Steer, wave: void, buy: Buy }, replies: { buy: Receipt },
 *   messages: { chat: Chat },
 * }>()
 * ```
 */
export interface Types {
  /** The view that every player shares. */
  world?: unknown
  /** This player's other views, by name. One of many keys is an object: `area: Record<string, Area>`. */
  views?: object
  /** What this client sends, by action: `void` for an action without data. */
  actions?: object
  /** What the game replies when we `ask`, by our action. */
  replies?: object
  /** What the game sends and asks, by action. */
  messages?: object
}

/**
 * Connects and joins. Resolves when the server has welcomed us; whoever subscribes right then misses nothing.
 *
 * Rejects with {@link Refused} if the server says why, such as `room_full`, with {@link Disconnected} if it does not or
 * cannot be reached, and with a TypeError or SyntaxError for options that make no sense.
 */
export function connect<T extends Types = {}>(options?: ConnectOptions): Promise<Room<T>>

export interface ConnectOptions {
  /** Where the server is: absolute with ws(s) or http(s), or relative to the page. Defaults to "/play". */
  url?: string
  /** Which game to play: an open room with a free seat, else a new room. Defaults to the server's only game. */
  game?: string
  /** The id of a room to join, instead of `game`. */
  room?: string
  /**
   * Handed to the game when we join. Copied at the call, like all that is said to the server, as JSON would; only a
   * Uint8Array travels as bytes, in cbor.
   */
  options?: unknown
  /** See the room without a seat in it. Defaults to false. */
  spectate?: boolean
  /** Credentials for the server's authenticator, or the `ticket` of a {@link Move}. */
  token?: unknown
  /** Name and version of this client, for the server's log. Defaults to "playflux.js". */
  client?: string
  /** Acknowledge states, so that the server notices sooner that we are behind. Defaults to true. */
  acks?: boolean
  /**
   * What to speak: "cbor", which is small, or "json", which can be read in the browser's network tab. Values are the same.
   * Defaults to cbor where the server has it, else json.
   */
  codec?: 'cbor' | 'json'
  /** The implementation to use. Defaults to the global one. */
  WebSocket?: new (url: string, protocols: string[]) => unknown
  /** Come back when an established connection is lost, unless the close code forbids it. Defaults to true. */
  reconnect?: boolean
  /**
   * Try again, with the same patience, when the first connection fails. Defaults to false: `connect` rejects at once.
   * What the server refuses for good, such as `room_full`, rejects either way.
   */
  retry?: boolean
  /** How long one attempt may take until it is welcomed, in ms. Defaults to 10 000. */
  timeoutMs?: number
}

/**
 * A seat in a room, or with `spectate` a view of it. It outlives its connection: after a loss it comes back by itself,
 * after a random delay of at most 250 ms that doubles to at most 8 s, or at once when the browser is online again or
 * the page becomes visible.
 *
 * If the server still has the session, it is resumed: the seat is ours as before, and what both sides sent reliably
 * goes on as if nothing had happened. If not, the session is lost: we join anew, with what `connect` was given, and
 * `status` says `connected` with `resumed: false` and another `player`.
 */
export interface Room<T extends Types = {}> {
  /** Our id in the room; undefined for a spectator and on an endpoint without rooms. Changes with a new seat. */
  readonly player: string | undefined
  /** The room's id; undefined on an endpoint without rooms. */
  readonly id: string | undefined
  /** The game's name; undefined on an endpoint without rooms. */
  readonly game: string | undefined
  /** The session's id. Changes when the server takes us for new. */
  readonly session: string

  /** How the connection is. Replays its latest; ends with `closed`. */
  readonly status: Stream<Status>
  /** What the server refused, but for what a promise of `deliver` or `ask` tells. Replays nothing. */
  readonly errors: Stream<Refused>
  /** The view `world`, whenever it changed. Replays its latest. */
  readonly states: Stream<World<T>>
  /**
   * Every view by its name: `room.views.hand` is a stream, made when it is first asked for. Undefined is a view that is
   * no longer visible to us. A view of many keys is an object from key to value, of the keys that we see; undefined if
   * we see none. The names `then`, `__proto__`, `constructor` and `prototype` are no views.
   */
  readonly views:
    & { readonly [K in keyof Views<T>]: Stream<Views<T>[K] | undefined> }
    & { readonly world: Stream<World<T>> }
  /**
   * Every tick that came, with all views as of that tick, also if nothing but `tick`, `time` or `input` changed. All
   * streams of a tick change together: in a subscriber of one, `latest` of the others is of the same tick. Of one tick,
   * the views are told before the frame.
   */
  readonly frames: Stream<Frame<T>>

  /**
   * Calls `listener` for each message of this action, until the function that it returns is called. A message that
   * nobody listens for is gone; whoever subscribes right after `await connect()` misses none.
   */
  on<A extends keyof Messages<T> & string>(
    action: A,
    listener: (data: Messages<T>[A], message: Message<A, Messages<T>[A]>) => void,
  ): Off
  /** The server asks us to go on in another room: `connect({ room: data.room, token: data.ticket })`. */
  on(action: '$move', listener: (data: Move, message: Message<'$move', Move>) => void): Off

  /**
   * Sends a message that arrives once or not at all. Returns false if it was dropped: we are not connected, or over
   * 64 KiB wait unsent. Throws a TypeError if `action` is no name or `data` no JSON, a RangeError if the message is
   * over the server's limit.
   */
  send<A extends keyof Actions<T> & string>(action: A, ...data: Data<Actions<T>[A]>): boolean
  /**
   * Continuous input, such as where the stick points: the first goes out at once, then per tick of the server the
   * latest of each action. While we are away the latest are kept for when we are back, but never for a new seat. `data`
   * is taken as it is now.
   *
   * Returns the number under which it goes out, 1, 2, 3 … for the life of this object; an input that replaces a
   * waiting one takes over its number. `frame.input` says up to which number the state contains them, for prediction.
   * Throws like `send`.
   */
  input<A extends keyof Actions<T> & string>(action: A, ...data: Data<Actions<T>[A]>): number

  /**
   * Sends a message that arrives, in order with all that is delivered or asked, and once, however often the connection is
   * lost meanwhile. Resolves when the game has handled it. While we are away it is kept for when we are back.
   *
   * Rejects with {@link Refused} if the game refuses it, and with {@link Undelivered}: if the session was lost before it
   * was acknowledged, after `timeoutMs`, 30 000 by default, or at once if 256 messages or 256 KiB are unacknowledged
   * already. With what `send` would throw, too.
   */
  deliver<A extends keyof Actions<T> & string>(
    action: A, ...args: [...data: Data<Actions<T>[A]>, options?: Patience]
  ): Promise<void>
  /**
   * Delivers a message, and resolves with what the game replies, null if that is nothing. Rejects like `deliver`; the
   * default of `timeoutMs` is 10 000, counted from the call. At most 512 may wait for an outcome.
   */
  ask<A extends keyof Actions<T> & string>(
    action: A, ...args: [...data: Data<Actions<T>[A]>, options?: Patience]
  ): Promise<A extends keyof Replies<T> ? Replies<T>[A] : any>
  /**
   * Answers what the game asks: with what `answer` returns, or the promise that it returns comes to. The reply is reliable,
   * also if we are away when it is ready. `throw new Refused({ code: 'not_now', message: 'Busy' })` refuses; any other error
   * is reported to the page, and the game gets `handler_failed`.
   *
   * Of several answers to an action the last one counts, until the function that it returned is called. What nobody
   * answers is refused with `unknown_action`.
   */
  answer<A extends keyof Messages<T> & string>(action: A, answer: (data: Messages<T>[A]) => unknown): Off

  /** Measures the round trip, in ms. Rejects with `Disconnected` if we are not connected, or not any more. */
  ping(): Promise<number>
  /** The smoothed round trip in ms; undefined until the first was measured. */
  readonly rtt: number | undefined
  /**
   * The server's clock: ms since the Unix epoch, by the quickest of the latest ten pings. It may be wrong by half of
   * that one's round trip at most, and may step by as much.
   */
  now(): number
  /**
   * The two worlds around a time of the server's clock, to draw between them:
   *
   * ```js
   * const between = room.between(room.now() - 100)
   * if (between) draw(between.from, between.to, between.t)
   * ```
   *
   * States carry game time, which stands still while a room is paused; a state belongs to the time at which it would
   * have been here if it had travelled as quickly as the quickest of the last second. So "100 ms ago" is a buffer of
   * 100 ms against jitter, at any latency: two ticks are a good choice. About a second is kept, at most 64 frames.
   * Nothing is extrapolated: what is beyond is the newest or the oldest frame. Undefined until the first state.
   */
  between(time: number): Between<T> | undefined

  /**
   * Leaves for good: what was sent still goes out, the seat is free at once, all streams end. Deliveries that were not
   * acknowledged by now reject, though they may arrive. The reason is for the server's game.
   *
   * A page that is closed keeps its seat, like one that lost the network. To leave instead:
   * `addEventListener('pagehide', () => room.close())`.
   */
  close(reason?: string): void
}

/**
 * Values over time. What it gives is never changed afterwards, and the next value shares with it what did not change:
 * `before.runners.p1 === after.runners.p1` says that p1 is the same. Do not change it either.
 *
 * `for await` sees the latest value whenever it asks: a slow loop skips values, nothing is queued. The loop ends when
 * the room is closed for good; breaking out of it unsubscribes.
 */
export interface Stream<V> extends AsyncIterable<V> {
  /** The current value, undefined if there is none. */
  readonly latest: V | undefined
  /**
   * Calls `subscriber` with the latest value, if there is one, before it returns, and with every one that follows until
   * the function that it returns is called. An error that a subscriber throws is reported to the page and harms nobody
   * else.
   */
  subscribe(subscriber: (value: V) => void): Off
  [Symbol.asyncIterator](): AsyncIterableIterator<V>
}

/** Ends what returned it. May be called again. */
export type Off = () => void

export type Status =
  /** An attempt has begun; 0 is the first connection, 1 the first attempt to come back. */
  | { readonly state: 'connecting', readonly attempt: number }
  /** Welcomed. Not `resumed` means a new session with a new seat; if there was one before, that one is lost. */
  | { readonly state: 'connected', readonly player: string | undefined, readonly resumed: boolean }
  /** Lost, with this close code; attempt number `attempt` begins `in` ms later. */
  | {
    readonly state: 'reconnecting', readonly attempt: number, readonly in: number,
    readonly code: number, readonly reason: string,
  }
  /** For good. The reason is the code of the server's refusal, if there was one. */
  | { readonly state: 'closed', readonly code: number, readonly reason: string }

/** All that we know of one tick. */
export interface Frame<T extends Types = {}> {
  /** Its number, strictly increasing within a connection. Ticks may be missing: a slow client gets fewer. */
  readonly tick: number
  /** Game time in ms; it stands still while the room is paused. */
  readonly time: number
  /** The highest number of our inputs that this state contains, undefined if none. */
  readonly input: number | undefined
  /** The view `world`. */
  readonly world: World<T>
  /** All views by name, `world` too. An object without a prototype. */
  readonly views: { readonly [K in keyof Views<T>]?: Views<T>[K] } & { readonly world: World<T> }
}

export interface Between<T extends Types = {}> {
  readonly from: World<T>
  readonly to: World<T>
  /** How far from `from` to `to`, 0 … 1. */
  readonly t: number
  /** The frame of `from`. */
  readonly frameFrom: Frame<T>
  /** The frame of `to`. */
  readonly frameTo: Frame<T>
}

/** How long to wait. */
export interface Patience {
  /** In ms; the message may arrive later than that all the same. Infinity is no end. */
  timeoutMs?: number
}

/** An envelope as it came. */
export interface Message<A = string, D = unknown> {
  readonly action: A
  /** The body; null if there was none. */
  readonly data: D
}

export interface Move {
  readonly game: string
  readonly room: string
  readonly ticket: string
}

/** What all errors of this module are: `Refused`, `Disconnected` or `Undelivered`. */
export class PlayfluxError extends Error {
  /** What to switch on: the refusal's code, the number of the WebSocket's close, or the reason of `Undelivered`. */
  readonly code: string | number
  /** Nothing follows: the connection is not tried again. */
  readonly fatal: boolean
}

/** The server said no: one of the protocol's codes such as `rate_limited` or `room_full`, or one of the game's own. */
export class Refused extends PlayfluxError {
  /** For what `answer` throws. The code is of letters a-z, digits and `_`, and begins with a letter. */
  constructor(why: { code: string, message?: string })
  readonly code: string
  /** The action of what was refused. */
  readonly action: string | undefined
  /** The number of the refused reliable message. */
  readonly re: number | undefined
  /** The number of the refused input. */
  readonly input: number | undefined
}

/** The connection ended, or never was, and the server did not say why. */
export class Disconnected extends PlayfluxError {
  /** The close code: 1006 if it broke or could not be made, which is all that a browser tells. */
  readonly code: number
  /** The reason that came with it, or "". */
  readonly reason: string
}

/** A reliable message, or the reply to a question, will not come any more as far as we can know. */
export class Undelivered extends PlayfluxError {
  readonly code: Undelivered['reason']
  /**
   * `lost`: the session ended, or the server forgot it; the message may have arrived. `timeout`: it may still arrive.
   * `overflow`: too much is unacknowledged already; it was not sent.
   */
  readonly reason: 'lost' | 'timeout' | 'overflow'
}

type World<T extends Types> = T extends { world: infer W } ? W : any
type Views<T extends Types> = T extends { views: infer V extends object } ? V : Record<string, any>
type Actions<T extends Types> = T extends { actions: infer A extends object } ? A : Record<string, any>
type Replies<T extends Types> = T extends { replies: infer R extends object } ? R : {}
type Messages<T extends Types> = T extends { messages: infer M extends object } ? M : Record<string, any>
type Data<D> = undefined extends D ? [data?: D] : void extends D ? [data?: D] : [data: D]
