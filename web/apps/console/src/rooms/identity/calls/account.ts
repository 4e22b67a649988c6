// One's own account and the door to it: the second step, where one is signed in, the company's own accounts.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, type Ref, ref, watch } from 'vue'
import type { Once } from '../../../deed/deed'

const pause_ms = 400
const code_length_min = 2

/** What a company offers besides the password, asked once the typing of its code pauses. */
export function useSignInWays(company: Ref<string>) {
  const asked = ref(company.value.trim())
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(company, (now) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      asked.value = now.trim()
    }, pause_ms)
  })
  onScopeDispose(() => clearTimeout(timer))
  return useQuery({
    queryKey: computed(() => listOf('sign_in_ways', asked.value)),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/sign-in-ways/{company}', { params: { path: { company: asked.value } }, signal })),
    enabled: () => asked.value.length >= code_length_min,
    retry: false,
  })
}

/** The link that leads to the company's provider of accounts, and back to where somebody wanted to go. */
export const departure = (company: string, to: string) =>
  `/api/v1/company-account/departure?${new URLSearchParams({ company: company.trim(), app: 'console', to })}`

export function useOwnSecondStep() {
  return useQuery({
    queryKey: listOf('own_second_step'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/account/second-step', { signal })),
  })
}

export const beginSecondStep = (password: string) =>
  ask(api.POST('/api/v1/account/second-step/secret', { body: { password } }))
export const switchSecondStepOn = (code: string) => ask(api.POST('/api/v1/account/second-step', { body: { code } }))
export const renewRecoveryCodes = (body: Wire['SayBoth']) =>
  ask(api.POST('/api/v1/account/second-step/codes', { body }))
export const switchSecondStepOff = (body: Wire['SayBoth']) => ask(api.POST('/api/v1/account/second-step/end', { body }))

export function useOwnSessions() {
  return useQuery({
    queryKey: listOf('own_session'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/account/sessions', { signal })),
  })
}

export const endSession = (id: string, once: Once) =>
  ask(api.POST('/api/v1/account/sessions/{id}/end', { params: { path: { id }, header: once }, body: {} }))
export const endOtherSessions = (once: Once) =>
  ask(api.POST('/api/v1/account/sessions/end-others', { params: { header: once }, body: {} }))
