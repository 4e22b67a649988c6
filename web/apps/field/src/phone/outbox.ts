// The phone's one queue as the screens see it: what waits, what was refused, and the door through which everything is done.
import { keyOf, listOf, Problem } from '@fieldloop/api'
import {
  Cabinet,
  Courier,
  type Deed,
  type KeptFile,
  Outbox,
  type OutboxState,
  openShelf,
  PhoneClock,
  type Settlement,
  type Shelf,
  type Uploading,
  type Wish,
} from '@fieldloop/offline'
import type { QueryClient } from '@tanstack/vue-query'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

const day_ms = 24 * 60 * 60 * 1000
const papers_days = 14
const clock_paper = 'clock'

export type FileRow = KeptFile

let shelf: Promise<Shelf> | undefined
export const theShelf = () => {
  shelf ??= openShelf()
  return shelf
}
export const theClock = shallowRef(new PhoneClock())

/** Papers that belong to the phone and not to a person: who was signed in last, how its clock was off. */
export async function phonePapers(): Promise<Cabinet> {
  return new Cabinet(await theShelf(), '')
}

export async function restoreClock(): Promise<void> {
  const known = await (await phonePapers()).find<number>(clock_paper)
  // the server may have told meanwhile, and knows better
  if (theClock.value.skew_ms === null) theClock.value = new PhoneClock(known?.value ?? null)
}

export function measureClock(server: string, asked_ms: number): void {
  theClock.value.measured(Date.parse(server), asked_ms)
  keepBeside(clock_paper, theClock.value.skew_ms)
}

/** Kept for the next start, if there is room; nobody waits for it. */
export function keepBeside(name: string, value: unknown): void {
  void phonePapers()
    .then((papers) => papers.keep(name, value))
    .catch(() => undefined)
}

export const useOutbox = defineStore('outbox', () => {
  const deeds = shallowRef<Deed[]>([])
  const files = shallowRef<FileRow[]>([])
  const state = ref<OutboxState>('idle')
  const uploading = shallowRef<Uploading>()
  /** Whether the server could be reached the last time that somebody tried. */
  const online = ref(navigator.onLine)
  const cabinet = shallowRef<Cabinet>()
  let box: Outbox | undefined
  let looking = false
  let again = false
  let queries: QueryClient | undefined

  // another tab of the app sees the same queue
  const tabs = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('fieldloop-outbox')
  if (tabs) tabs.onmessage = () => void look()
  function changed() {
    tabs?.postMessage('changed')
    void look()
  }

  async function look() {
    if (looking) {
      again = true
      return
    }
    looking = true
    do {
      again = false
      const mine = box
      if (!mine) break
      const [all, kept] = await Promise.all([mine.deeds(), mine.files()])
      if (mine !== box) continue
      deeds.value = all
      files.value = kept
      state.value = mine.state
      uploading.value = mine.uploading
      if (mine.state === 'offline') online.value = false
    } while (again)
    looking = false
  }

  function taken(deed: Deed) {
    online.value = true
    if (!queries) return
    for (const queryKey of [
      keyOf('visit', deed.chain),
      listOf('visit'),
      keyOf('order', deed.id),
      listOf('sale'),
      keyOf('lead', deed.chain),
      listOf('lead'),
    ])
      void queries.invalidateQueries({ queryKey })
  }

  /** Opens the queue of a person; `ready` asks the server for the session before anything is sent. */
  async function begin(owner: string, client: QueryClient, ready: () => Promise<void>) {
    if (cabinet.value?.owner === owner) return void box?.send()
    end()
    queries = client
    const place = await theShelf()
    cabinet.value = new Cabinet(place, owner)
    box = new Outbox({
      shelf: place,
      courier: new Courier(),
      clock: theClock.value,
      owner,
      ready,
      told: changed,
      taken,
      reached: () => {
        online.value = true
      },
    })
    await look()
    void box.send()
    void cabinet.value.tidy(Date.now() - papers_days * day_ms, (name) => name.startsWith('draft/'))
  }

  function end() {
    box?.stop()
    box = undefined
    cabinet.value = undefined
    deeds.value = []
    files.value = []
    uploading.value = undefined
  }

  function theBox(): Outbox {
    if (!box) throw new Problem(401, 'sign_in.needed')
    return box
  }

  /** A picture whose own deed waits as well counts once. */
  const waiting = computed(() => {
    const left = deeds.value.filter((each) => each.state === 'waiting')
    const told = new Set(
      left
        .filter((each) => each.verb === 'visit.evidence' || each.verb === 'visit.expense')
        .flatMap((each) => each.files),
    )
    return left.length + files.value.filter((each) => each.state === 'waiting' && !told.has(each.sha256)).length
  })
  /** Of files whose bytes are on this phone alone, the hashes. */
  const unsentFiles = computed(
    () => new Set(files.value.filter((each) => each.state !== 'sent').map((each) => each.sha256)),
  )
  const refused = computed(
    () =>
      deeds.value.filter((each) => each.state === 'refused').length +
      files.value.filter((each) => each.state === 'refused').length,
  )

  return {
    deeds,
    files,
    state,
    uploading,
    online,
    cabinet,
    waiting,
    refused,
    unsentFiles,
    begin,
    end,
    send: async () => void (await box?.send()),
    put: (wish: Wish) => theBox().put(wish),
    keep: (file: Blob, name: string) => theBox().keep(file, name),
    bytes: (sha256: string) => theBox().bytes(sha256),
    recall: (key: string) => theBox().recall(key),
    settle: (key: string, how: Settlement) => theBox().settle(key, how),
    settleFile: (sha256: string, how: 'again' | 'drop') => theBox().settleFile(sha256, how),
  }
})
