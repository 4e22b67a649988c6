// How people of the company sign in: of whom a second step is asked, and where the company keeps its own accounts.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { type Once, seenAt } from '../../../deed/deed'

export function useSignInRule() {
  return useQuery({
    queryKey: listOf('sign_in_rule'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/sign-in-rule', { signal })),
  })
}

export const putSignInRule = (version: number, body: Wire['PutSignInRule'], once: Once) =>
  ask(api.PUT('/api/v1/sign-in-rule', { params: { header: seenAt(once, version) }, body }))

export function useAccountProvider() {
  return useQuery({
    queryKey: listOf('account_provider'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/account-provider', { signal })),
  })
}

export const putAccountProvider = (version: number, body: Wire['PutAccountProvider'], once: Once) =>
  ask(api.PUT('/api/v1/account-provider', { params: { header: seenAt(once, version) }, body }))
export const tryAccountProvider = () => ask(api.POST('/api/v1/account-provider/trial'))

export const loosenCompanyAccount = (user: Wire['UserShown'], once: Once) =>
  ask(
    api.POST('/api/v1/users/{id}/company-account/loosening', {
      params: { path: { id: user.id }, header: once },
      body: {},
    }),
  )

export const resetSecondStep = (user: Wire['UserShown'], once: Once) =>
  ask(api.POST('/api/v1/users/{id}/second-step/reset', { params: { path: { id: user.id }, header: once }, body: {} }))
