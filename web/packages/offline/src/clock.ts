// How far the phone's clock is off, measured against the server's, so that a deed's time is right even when the phone's is not.

export interface Hands {
  /** What the phone's clock shows, in ms. */
  wall(): number
  /** Runs evenly whatever the clock is set to, but may stand still while the phone sleeps. */
  even(): number
}

const phone: Hands = { wall: () => Date.now(), even: () => performance.now() }

interface Anchor {
  server_ms: number
  wall_ms: number
  even_ms: number
}

export class PhoneClock {
  private anchor: Anchor | undefined
  private skew: number | null

  /** `known` is the skew that an earlier run had measured. */
  constructor(
    known: number | null = null,
    private readonly hands: Hands = phone,
  ) {
    this.skew = known
  }

  /** The server's now minus the phone's, in ms; null as long as nobody has measured it. */
  get skew_ms(): number | null {
    if (!this.anchor) return this.skew
    return Math.round(this.server() - this.hands.wall())
  }

  /** What the phone's own clock shows. */
  get wall_ms(): number {
    return this.hands.wall()
  }

  /** The moment by the server's clock, as well as it is known. */
  get now_ms(): number {
    return this.anchor ? this.server() : this.hands.wall() + (this.skew ?? 0)
  }

  /** Takes the server's time from an answer that was asked for at `asked_ms` (the phone's clock): half of the way has passed since. */
  measured(server_ms: number, asked_ms: number): void {
    const wall_ms = this.hands.wall()
    const way_ms = Math.max(0, wall_ms - asked_ms)
    this.anchor = { server_ms: server_ms + way_ms / 2, wall_ms, even_ms: this.hands.even() }
    this.skew = Math.round(this.anchor.server_ms - wall_ms)
  }

  /** Both hands have moved on since the measurement: the further one is right, as one may have slept and the other been set back. */
  private server(): number {
    const { server_ms, wall_ms, even_ms } = this.anchor as Anchor
    return server_ms + Math.max(this.hands.wall() - wall_ms, this.hands.even() - even_ms)
  }
}
