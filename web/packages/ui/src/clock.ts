// What time it is for this company: its zone, and the server's clock rather than this machine's.
import { type InjectionKey, inject, onScopeDispose, provide, type Ref, shallowRef } from 'vue'

export interface CompanyClock {
  /** IANA name of the company's zone. */
  zone: Ref<string>
  /** The server's now in ms, moving on every few seconds. */
  now: Ref<number>
}

const place: InjectionKey<CompanyClock> = Symbol('company clock')
const tick_ms = 10_000

/** A clock that follows the server's: `set` it from an answer that says what time it is there. */
export function companyClock(zone = 'Asia/Shanghai'): CompanyClock & { set(now: string, zone: string): void } {
  const clock = { zone: shallowRef(zone), now: shallowRef(Date.now()) }
  let ahead_ms = 0
  const timer = setInterval(() => {
    clock.now.value = Date.now() + ahead_ms
  }, tick_ms)
  onScopeDispose(() => clearInterval(timer), true)
  return {
    ...clock,
    set(now, zone) {
      ahead_ms = Date.parse(now) - Date.now()
      clock.zone.value = zone
      clock.now.value = Date.now() + ahead_ms
    },
  }
}

export function provideClock(clock: CompanyClock): void {
  provide(place, clock)
}

/** The clock of the app around, or this machine's where there is none. */
export function useClock(): CompanyClock {
  return inject(place, () => ({ zone: shallowRef('Asia/Shanghai'), now: shallowRef(Date.now()) }), true)
}

/** `2026-11-21`: the day of a moment in a zone. */
export function dayOf(at_ms: number, zone: string): string {
  return calendarOf(zone).format(at_ms)
}

// made once for each zone: making one costs far more than using it
const calendars = new Map<string, Intl.DateTimeFormat>()
function calendarOf(zone: string): Intl.DateTimeFormat {
  let calendar = calendars.get(zone)
  if (!calendar) {
    calendar = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
    calendars.set(zone, calendar)
  }
  return calendar
}
