// What the server has against one field of a dialog, so that it is said at the field.
import type { FieldProblem } from '@fieldloop/api'
import { explain } from '@fieldloop/ui'
import { computed, type InjectionKey, inject, type Ref, ref } from 'vue'

/** The dialog's last failure, provided to the fields in it. */
export const failureKey: InjectionKey<Ref<unknown>> = Symbol('failure')

/** Refusals of the field of this name or of one of its parts (`files`, `files[1]`), in words. */
export function useRefusals(name: string): Ref<(FieldProblem & { happened: string })[]> {
  const failure = inject(failureKey, ref())
  return computed(() =>
    failure.value === undefined
      ? []
      : explain(failure.value).fields.filter(({ path }) => path === name || path.startsWith(`${name}[`)),
  )
}
