// The live stream: what happened on the server makes the matching queries ask again, without a reload.
import { type QueryClient, useQueryClient } from '@tanstack/vue-query'
import { onScopeDispose, type Ref, ref } from 'vue'
import { keyOf, listOf } from './keys'

export interface LiveEvent {
  seq: number
  kind: string
  subjects: { kind: string; id: string }[]
  actor?: string
  at: string
  data?: unknown
}

export type LiveState = 'connecting' | 'live' | 'lost'

const gathering_ms = 300
const retry_first_ms = 1_000
const retry_last_ms = 30_000

/** The keys that an event makes stale: each subject's own facts, and the lists of its kind. */
export function liveKeys(events: LiveEvent[]): unknown[][] {
  const keys = new Map<string, unknown[]>()
  for (const { kind, id } of events.flatMap((event) => event.subjects))
    for (const key of [keyOf(kind, id), listOf(kind)]) keys.set(JSON.stringify(key), key)
  return [...keys.values()]
}

/** Who else looks at one thing right now. */
export interface Presence {
  subject: { kind: string; id: string }
  people: { user_id: string; name: string; since_at: string; until_at: string }[]
}

type Heard = (events: LiveEvent[]) => void
const listeners = new Set<Heard>()

/** What the page's stream brings, burst by burst, while the calling scope lives: for pages that tell who did what. */
export function useLiveEvents(heard: Heard): void {
  listeners.add(heard)
  onScopeDispose(() => listeners.delete(heard))
}

const watchers = new Set<(presence: Presence) => void>()

/** What the page's stream says of who looks at the same things, while the calling scope lives. */
export function usePresenceTold(told: (presence: Presence) => void): void {
  watchers.add(told)
  onScopeDispose(() => watchers.delete(told))
}

/** Listens while the calling scope lives. A burst of events asks once; after a break the stream resumes where it stood. */
export function useLive(url = '/api/v1/stream'): { state: Ref<LiveState> } {
  const queries = useQueryClient()
  const state = ref<LiveState>('connecting')
  const stop = listen(url, queries, state)
  onScopeDispose(stop)
  return { state }
}

function listen(url: string, queries: QueryClient, state: Ref<LiveState>): () => void {
  let source: EventSource | undefined
  let last = ''
  let wait_ms = retry_first_ms
  let retry: ReturnType<typeof setTimeout> | undefined
  const gathered: LiveEvent[] = []
  let flush: ReturnType<typeof setTimeout> | undefined

  function tell() {
    flush = undefined
    const events = gathered.splice(0)
    for (const queryKey of liveKeys(events)) void queries.invalidateQueries({ queryKey })
    for (const heard of listeners) heard(events)
  }
  function open() {
    source = new EventSource(last ? `${url}?after=${encodeURIComponent(last)}` : url)
    source.onopen = () => {
      state.value = 'live'
      wait_ms = retry_first_ms
    }
    source.onmessage = (message: MessageEvent<string>) => {
      last = message.lastEventId || last
      gathered.push(JSON.parse(message.data) as LiveEvent)
      flush ??= setTimeout(tell, gathering_ms)
    }
    source.addEventListener('presence', (message: MessageEvent<string>) => {
      const presence = JSON.parse(message.data) as Presence
      for (const told of watchers) told(presence)
    })
    source.onerror = () => {
      state.value = 'lost'
      // the browser tries again by itself (with Last-Event-ID) unless the server answered with an error
      if (source?.readyState !== EventSource.CLOSED) return
      retry = setTimeout(open, wait_ms)
      wait_ms = Math.min(wait_ms * 2, retry_last_ms)
    }
  }
  open()
  return () => {
    source?.close()
    clearTimeout(retry)
    clearTimeout(flush)
  }
}
