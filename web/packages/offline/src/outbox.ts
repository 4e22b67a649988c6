// The queue: puts deeds in, sends them in their order, keeps what was refused for a person to settle, and loses nothing.
import { freshKey, Problem } from '@fieldloop/api'
import type { PhoneClock } from './clock'
import type { Courier } from './courier'
import { type Deed, isBlocked, type KeptFile, type Trouble, type Wish } from './deed'
import { hashOf, type Shelf, written } from './shelf'
import { isFree, isMilestone, isOnce } from './verbs'

/** `idle` nothing to send · `sending` · `offline` waits for the network · `signed_out` waits for its owner. */
export type OutboxState = 'idle' | 'sending' | 'offline' | 'signed_out'

/** What somebody decides about a refused deed: as it is once more, whatever changed meanwhile, or not at all. */
export type Settlement = 'again' | 'anyway' | 'drop'

export interface Uploading {
  sha256: string
  /** Bytes that have arrived, and of how many. */
  sent: number
  size: number
}

export interface OutboxOptions {
  shelf: Shelf
  courier: Courier
  clock: PhoneClock
  owner: string
  /** Before sending: makes sure of the session and measures the clock. Throws a `Problem` where there is none. */
  ready(): Promise<void>
  /** Called after every change of the queue. */
  told(): void
  /** Called with every deed that the server has taken. */
  taken?(deed: Deed): void
  /** Called whenever the server has taken a file or a piece of one: so there is a network, whatever the browser says. */
  reached?(): void
}

/** The server failed on it so often that waiting will not help: a person has to see it. */
const bug_tries_max = 5
const retry_first_ms = 1_000
const retry_last_ms = 60_000
/** What was sent is kept for a while, to be shown without asking the server. */
const kept_days = 3
const day_ms = 24 * 60 * 60 * 1000

export class Outbox {
  state: OutboxState = 'idle'
  /** The large file that is on its way, and how much of it has arrived. */
  uploading: Uploading | undefined
  private running: Promise<void> | undefined
  private wanted = false
  private sending = ''
  private wait_ms = retry_first_ms
  private timer: ReturnType<typeof setTimeout> | undefined
  private stopped = false

  constructor(private readonly with_: OutboxOptions) {}

  /** Everything of its owner in the order of the queue. */
  async deeds(): Promise<Deed[]> {
    const all = await this.with_.shelf.getAllFromIndex('deeds', 'owner', this.with_.owner)
    return all.sort((a, b) => a.seq - b.seq)
  }

  /** Its owner's files. */
  files(): Promise<KeptFile[]> {
    return this.with_.shelf.getAllFromIndex('files', 'owner', this.with_.owner)
  }

  file(sha256: string): Promise<KeptFile | undefined> {
    return this.with_.shelf.get('files', [this.with_.owner, sha256])
  }

  /** The bytes of a file as long as they are on the phone. */
  async bytes(sha256: string): Promise<Blob | undefined> {
    const [file, kept] = await Promise.all([
      this.file(sha256),
      this.with_.shelf.get('bytes', [this.with_.owner, sha256]),
    ])
    return file && kept && new Blob([kept.bytes], { type: file.media })
  }

  /** Keeps a file and answers with its hash; the same bytes are kept once. Throws `StorageFull` where there is no room. */
  async keep(file: Blob, name: string): Promise<string> {
    if (!globalThis.crypto?.subtle) throw new Problem(0, 'file.page_not_secure')
    const bytes = await file.arrayBuffer().catch(() => {
      throw new Problem(0, 'file.unreadable')
    })
    if (!bytes.byteLength) throw new Problem(0, 'file.empty')
    const sha256 = await hashOf(bytes)
    if (await this.file(sha256)) return sha256
    const kept: KeptFile = {
      owner: this.with_.owner,
      sha256,
      media: file.type,
      name,
      at_ms: this.with_.clock.wall_ms,
      state: 'waiting',
      tries: 0,
      trouble: null,
    }
    await written(async () => {
      const tx = this.with_.shelf.transaction(['files', 'bytes'], 'readwrite')
      await Promise.all([
        tx.objectStore('bytes').put({ owner: kept.owner, sha256, bytes }),
        tx.objectStore('files').put(kept),
        tx.done,
      ])
    })
    this.with_.told()
    return sha256
  }

  /** Puts a deed in. When this returns it is kept, whatever happens to the page. */
  async put(wish: Wish): Promise<Deed> {
    const { clock, owner, shelf } = this.with_
    const tx = shelf.transaction('deeds', 'readwrite')
    const mine = (await tx.store.index('owner').getAll(owner)).sort((a, b) => a.seq - b.seq)
    const same =
      isOnce(wish.verb) &&
      mine.find((each) => each.state === 'waiting' && each.verb === wish.verb && each.id === wish.id)
    if (same) return same
    const counts = (each: Deed) => each.chain === wish.chain && isMilestone(each.verb) && each.state !== 'dropped'
    const before = isFree(wish.verb) ? undefined : mine.findLast(counts)
    const deed: Omit<Deed, 'seq'> = {
      key: wish.key ?? freshKey(),
      owner,
      chain: wish.chain,
      after: before?.key ?? '',
      verb: wish.verb,
      id: wish.id,
      part: wish.part ?? '',
      seen: { ...wish.seen },
      at_ms: clock.wall_ms,
      skew_ms: clock.skew_ms,
      body: JSON.stringify(wish.body ?? {}),
      files: [...(wish.files ?? [])],
      about: wish.about,
      state: 'waiting',
      tries: 0,
      trouble: null,
      answer: null,
      done_at_ms: null,
    }
    const seq = await written(async () => {
      const placed = await tx.store.add(deed as Deed)
      await tx.done
      return placed
    })
    this.with_.told()
    void this.send()
    return { ...deed, seq }
  }

  /** Takes back a deed that no server has seen yet, and its files where nothing else tells of them; false where it is too late for that. */
  async recall(key: string): Promise<boolean> {
    const deed = await this.with_.shelf.getFromIndex('deeds', 'key', key)
    if (deed?.state !== 'waiting' || deed.tries > 0 || this.sending === key) return false
    await this.drop(deed)
    if (deed.files.length) await this.forgetUntold(deed.files)
    return true
  }

  /** Settles what was refused. */
  async settle(key: string, how: Settlement): Promise<void> {
    const deed = await this.with_.shelf.getFromIndex('deeds', 'key', key)
    if (deed?.state !== 'refused') return
    if (how === 'drop') await this.drop(deed)
    else
      await this.save({
        ...deed,
        state: 'waiting',
        trouble: null,
        tries: 0,
        ...(how === 'anyway' ? { seen: {}, after: '' } : {}),
      })
    await this.send()
  }

  /** Tries a refused file once more, or gives it up. */
  async settleFile(sha256: string, how: 'again' | 'drop'): Promise<void> {
    const file = await this.file(sha256)
    if (file?.state !== 'refused') return
    if (how === 'drop') await this.forget(sha256)
    else await this.with_.shelf.put('files', { ...file, state: 'waiting', trouble: null, tries: 0 })
    this.with_.told()
    await this.send()
  }

  /** Sends what waits. Called again while it runs, it goes round once more. */
  send(): Promise<void> {
    this.wanted = true
    clearTimeout(this.timer)
    this.running ??= this.rounds().finally(() => {
      this.running = undefined
    })
    return this.running
  }

  /** Ends its timers; what waits is sent when its owner is back. */
  stop(): void {
    this.stopped = true
    clearTimeout(this.timer)
  }

  private async rounds(): Promise<void> {
    while (this.wanted && !this.stopped) {
      this.wanted = false
      try {
        // one tab of the phone's browser sends at a time
        if (globalThis.navigator?.locks)
          await navigator.locks.request(`fieldloop-outbox-${this.with_.owner}`, () => this.round())
        else await this.round()
        this.wait_ms = retry_first_ms
        this.become('idle')
      } catch (thrown) {
        this.pause(Problem.of(thrown))
      }
    }
  }

  private async round(): Promise<void> {
    if (!(await this.next()) && !(await this.nextFile())) return
    this.become('sending')
    await this.with_.ready()
    for (let deed = await this.next(); deed && !this.stopped; deed = await this.next()) await this.sendDeed(deed)
    for (let file = await this.nextFile(); file && !this.stopped; file = await this.nextFile()) {
      await this.sendFile(file)
      // what was done meanwhile is not kept waiting by the next picture
      for (let deed = await this.next(); deed && !this.stopped; deed = await this.next()) await this.sendDeed(deed)
    }
    await this.tidy()
  }

  private async next(): Promise<Deed | undefined> {
    const all = await this.deeds()
    return all.find((each) => each.state === 'waiting' && !isBlocked(each, all))
  }

  private async nextFile(): Promise<KeptFile | undefined> {
    const waiting = (await this.files()).filter((each) => each.state === 'waiting')
    const first = waiting.sort((a, b) => a.at_ms - b.at_ms)[0]
    return first
  }

  private async sendDeed(deed: Deed): Promise<void> {
    this.sending = deed.key
    const tried = { ...deed, tries: deed.tries + 1 }
    await this.save(tried)
    try {
      const { answer } = await this.with_.courier.deed(tried, this.happened(tried))
      const done: Deed = { ...tried, state: 'done', answer, trouble: null, done_at_ms: this.with_.clock.wall_ms }
      await this.save(done)
      this.with_.taken?.(done)
    } catch (thrown) {
      const problem = Problem.of(thrown)
      if (!isFinal(problem, tried.tries)) throw problem
      await this.save({ ...tried, state: 'refused', trouble: troubleOf(problem) })
    } finally {
      this.sending = ''
    }
  }

  private async sendFile(file: KeptFile): Promise<void> {
    const tried = { ...file, tries: file.tries + 1 }
    try {
      const bytes = await this.bytes(file.sha256)
      if (!bytes) throw new Problem(410, 'file.unreadable')
      await this.with_.courier.file(tried, bytes, (sent) => {
        this.uploading = { sha256: file.sha256, sent, size: bytes.size }
        this.with_.reached?.()
        this.with_.told()
      })
      this.with_.reached?.()
      await this.with_.shelf.put('files', { ...tried, state: 'sent', trouble: null })
    } catch (thrown) {
      const problem = Problem.of(thrown)
      const final = isFinal(problem, tried.tries)
      await this.with_.shelf.put('files', final ? { ...tried, state: 'refused', trouble: troubleOf(problem) } : tried)
      if (!final) throw problem
    } finally {
      this.uploading = undefined
      this.with_.told()
    }
  }

  /** When it happened by the server's clock, never in its future: a deed of a clock that ran ahead happened by now at the latest. */
  private happened(deed: Deed): number {
    const { clock } = this.with_
    return Math.min(deed.at_ms + (deed.skew_ms ?? clock.skew_ms ?? 0), clock.now_ms)
  }

  /** Leaves a deed out and lets those that counted on it count on what was before it. */
  private async drop(deed: Deed): Promise<void> {
    const tx = this.with_.shelf.transaction('deeds', 'readwrite')
    await tx.store.put({ ...deed, state: 'dropped', done_at_ms: this.with_.clock.wall_ms })
    for (const each of await tx.store.index('owner').getAll(deed.owner))
      if (each.after === deed.key && each.state !== 'done') await tx.store.put({ ...each, after: deed.after })
    await tx.done
    this.with_.told()
  }

  /** Files that have not left the phone and that no deed tells of any more are not sent. */
  private async forgetUntold(files: string[]): Promise<void> {
    const told = new Set((await this.deeds()).filter((each) => each.state !== 'dropped').flatMap((each) => each.files))
    for (const sha256 of files) {
      const file = await this.file(sha256)
      if (file && file.state !== 'sent' && !told.has(sha256) && this.uploading?.sha256 !== sha256)
        await this.forget(sha256)
    }
    this.with_.told()
  }

  private async forget(sha256: string): Promise<void> {
    const place: [string, string] = [this.with_.owner, sha256]
    const tx = this.with_.shelf.transaction(['files', 'bytes'], 'readwrite')
    await Promise.all([tx.objectStore('bytes').delete(place), tx.objectStore('files').delete(place), tx.done])
  }

  private async save(deed: Deed): Promise<void> {
    await written(() => this.with_.shelf.put('deeds', deed))
    this.with_.told()
  }

  private pause(problem: Problem): void {
    if (this.stopped) return
    this.become(problem.status === 401 ? 'signed_out' : 'offline')
    if (problem.status === 401) return
    this.timer = setTimeout(() => void this.send(), this.wait_ms)
    this.wait_ms = Math.min(this.wait_ms * 2, retry_last_ms)
  }

  private become(state: OutboxState): void {
    if (this.state === state) return
    this.state = state
    this.with_.told()
  }

  /** Throws away what was sent some days ago. What waits or was refused is never thrown away. */
  private async tidy(): Promise<void> {
    const { clock, shelf } = this.with_
    const before_ms = clock.wall_ms - kept_days * day_ms
    const all = await this.deeds()
    const needed = new Set(
      all.filter((each) => each.state !== 'done' && each.state !== 'dropped').map((each) => each.after),
    )
    for (const deed of all)
      if (deed.done_at_ms !== null && deed.done_at_ms < before_ms && !needed.has(deed.key))
        await shelf.delete('deeds', deed.seq)
    for (const file of await this.files())
      if (file.state === 'sent' && file.at_ms < before_ms) await this.forget(file.sha256)
  }
}

/** Whether the server has decided: no later try of the same thing would end otherwise. */
function isFinal(problem: Problem, tries: number): boolean {
  if (problem.passing || problem.status === 401 || problem.code === 'csrf') return false
  return problem.status < 500 || tries >= bug_tries_max
}

function troubleOf({ status, code, facts, fields }: Problem): Trouble {
  return { status, code, facts, fields }
}
