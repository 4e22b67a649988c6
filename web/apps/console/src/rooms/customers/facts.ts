// The trade's own facts of a machine by the names the company gave them; what has left the definition keeps its code.
import type { Wire } from '@fieldloop/api'
import { t } from '@fieldloop/words'

export function factsOf(
  held: unknown,
  attributes: Wire['Field'][],
  say: (label: Wire['Label']) => string,
): { name: string; value: string }[] {
  return Object.entries((held ?? {}) as Record<string, unknown>)
    .filter(([, value]) => value !== null && value !== '' && typeof value !== 'object')
    .map(([code, value]) => {
      const field = attributes.find((each) => each.code === code)
      const option = field?.options?.find((each) => each.code === value)
      const told = option
        ? say(option.label)
        : typeof value === 'boolean'
          ? t(value ? 'report.yes' : 'report.no')
          : value
      return { name: field ? say(field.label) : code, value: [told, field?.unit].filter(Boolean).join(' ') }
    })
}
