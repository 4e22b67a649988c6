// Users: all of them, opening and changing an account, a new password.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { type Once, seenAt } from '../../../deed/deed'

const page_rows = 200
/** A company with more users than this finds them by the server's filters only. */
const users_max = 2_000

export function useUsers(enabled: () => boolean = () => true) {
  return useQuery({
    queryKey: listOf('user', 'all'),
    async queryFn({ signal }) {
      const all: Wire['UserShown'][] = []
      let after: string | undefined
      do {
        const page = await ask(api.GET('/api/v1/users', { params: { query: { after, limit: page_rows } }, signal }))
        all.push(...page.items)
        after = page.next ?? undefined
      } while (after && all.length < users_max)
      return all
    },
    enabled,
  })
}

/** Those who work in a role, so many as one looks through. */
export function usePeopleIn(role: Wire['Role']) {
  return useQuery({
    queryKey: listOf('user', 'in', role),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/users', { params: { query: { role, status: 'active', limit: page_rows } }, signal })),
  })
}

export const createUser = (body: Wire['NewUser'], once: Once) =>
  ask(api.POST('/api/v1/users', { params: { header: once }, body }))

export const changeUser = (user: Wire['UserShown'], body: Wire['UserChange'], once: Once) =>
  ask(api.PATCH('/api/v1/users/{id}', { params: { path: { id: user.id }, header: seenAt(once, user.version) }, body }))

export const setPassword = (user: Wire['UserShown'], password: string, once: Once) =>
  ask(api.POST('/api/v1/users/{id}/password', { params: { path: { id: user.id }, header: once }, body: { password } }))
