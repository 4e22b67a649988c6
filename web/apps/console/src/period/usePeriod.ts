// The period that a page is about, kept in the address: `?period=7d`, or `?period=custom&from=…&to=…`.
import { dayOf, useClock } from '@fieldloop/ui'
import { computed } from 'vue'
import { useAddress } from '../list'
import { before, type Days, daysOf, isDay, type Preset, presets } from './period'

export type Period = ReturnType<typeof usePeriod>

/** With `all` the page may also be about all time, which is what it begins with. */
export function usePeriod(begins: Preset | '' = '30d') {
  const address = useAddress({ period: begins as string, from: '', to: '' })
  const clock = useClock()
  const today = computed(() => dayOf(clock.now.value, clock.zone.value))
  const preset = computed<Preset | ''>(() => {
    const { period } = address.now.value
    const known = [...presets, 'custom' as const].find((each) => each === period)
    return known ?? (period === '' && begins === '' ? '' : begins)
  })
  /** Its days; none where it is all time. */
  const days = computed<Days | undefined>(() => {
    const { from, to } = address.now.value
    if (preset.value === '') return undefined
    if (preset.value !== 'custom') return daysOf(preset.value, today.value)
    return isDay(from) && isDay(to) && from <= to ? { from, to } : daysOf('30d', today.value)
  })
  return {
    preset,
    days,
    today,
    earlier: computed(() => (days.value && preset.value ? before(preset.value, days.value) : undefined)),
    choose(next: Preset | '') {
      const now = days.value ?? daysOf('30d', today.value)
      address.change(next === 'custom' ? { period: next, ...now } : { period: next, from: '', to: '' })
    },
    between: (part: Partial<Days>) => address.change({ period: 'custom', ...part }),
    said: address.now,
  }
}
