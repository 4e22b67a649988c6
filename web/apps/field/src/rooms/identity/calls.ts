// The door and one's own account: the company's own accounts, the second step, where one is signed in.
import { api, ask, type Wire } from '@fieldloop/api'

/** The link that leads to the company's provider of accounts, and back to where somebody wanted to go. */
export const departure = (company: string, to: string) =>
  `/api/v1/company-account/departure?${new URLSearchParams({ company: company.trim(), app: 'field', to })}`

export const signInWays = (company: string) =>
  ask(api.GET('/api/v1/sign-in-ways/{company}', { params: { path: { company } } }))

export const ownSecondStep = () => ask(api.GET('/api/v1/account/second-step'))
export const beginSecondStep = (password: string) =>
  ask(api.POST('/api/v1/account/second-step/secret', { body: { password } }))
export const switchSecondStepOn = (code: string) => ask(api.POST('/api/v1/account/second-step', { body: { code } }))
export const renewRecoveryCodes = (body: Wire['SayBoth']) =>
  ask(api.POST('/api/v1/account/second-step/codes', { body }))
export const switchSecondStepOff = (body: Wire['SayBoth']) => ask(api.POST('/api/v1/account/second-step/end', { body }))

export const ownSessions = () => ask(api.GET('/api/v1/account/sessions'))
/** Without an id everywhere but here. */
export const endSession = (id: string | undefined, header: { 'Idempotency-Key': string }) =>
  id
    ? ask(api.POST('/api/v1/account/sessions/{id}/end', { params: { path: { id }, header }, body: {} }))
    : ask(api.POST('/api/v1/account/sessions/end-others', { params: { header }, body: {} }))
