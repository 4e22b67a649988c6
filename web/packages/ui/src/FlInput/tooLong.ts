// Whether anything in a form is longer than it may be, told to the form by its fields.
import { type ComputedRef, computed, type InjectionKey, inject, onScopeDispose, provide, reactive, watch } from 'vue'

type Tell = (field: symbol, over: boolean) => void
const tooLongKey: InjectionKey<Tell> = Symbol('too-long')

/** In a form: true while one of the fields below it holds more than it may. A form inside another tells that one, too. */
export function useTooLong(): ComputedRef<boolean> {
  const fields = reactive(new Set<symbol>())
  const above = inject(tooLongKey, undefined)
  provide(tooLongKey, (field, over) => {
    if (over) fields.add(field)
    else fields.delete(field)
    above?.(field, over)
  })
  return computed(() => fields.size > 0)
}

/** In a field: tells the form it stands in. */
export function tellTooLong(over: () => boolean): void {
  const tell = inject(tooLongKey, undefined)
  if (!tell) return
  const field = Symbol('field')
  watch(over, (now) => tell(field, now), { immediate: true })
  onScopeDispose(() => tell(field, false))
}
