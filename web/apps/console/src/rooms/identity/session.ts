// The session of this browser: asked for once, ended by signing out or when the server says it is over.
import { api, ask, forgetSession, Problem, rememberSession, type Wire } from '@fieldloop/api'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'

export const useSession = defineStore('session', () => {
  const current = shallowRef<Wire['Me']>()
  /** Why nobody could be asked, when it is not that nobody is signed in. */
  const trouble = shallowRef<Problem>()
  let asked = false

  function begin(session: Wire['Me']) {
    rememberSession({ csrf: session.csrf ?? '' })
    current.value = session
    asked = true
  }
  function end() {
    forgetSession()
    current.value = undefined
  }
  async function load() {
    if (asked) return
    try {
      begin(await ask(api.GET('/api/v1/session')))
      trouble.value = undefined
    } catch (thrown) {
      const problem = Problem.of(thrown)
      asked = problem.status === 401
      trouble.value = asked ? undefined : problem
    }
  }
  /** The answer says which step is still asked, if one is. */
  async function signIn(body: Wire['SignIn']): Promise<Wire['SignInAnswer']> {
    const answer = await ask(api.POST('/api/v1/session', { body }))
    if (answer.signed_in) await enter()
    return answer
  }
  async function sayCode(body: Wire['SayCode']) {
    await ask(api.POST('/api/v1/session/code', { body }))
    await enter()
  }
  const askSecret = (ticket: string) => ask(api.POST('/api/v1/session/code/secret', { body: { ticket } }))
  /** Recovery codes: whoever gets them is in, and enters once they are noted. */
  const confirmSecret = (body: Wire['SayCode']) => ask(api.POST('/api/v1/session/code/confirmation', { body }))
  /** The cookie is there: asks who that is. */
  async function enter() {
    begin(await ask(api.GET('/api/v1/session')))
  }
  async function signOut() {
    await ask(api.DELETE('/api/v1/session'))
    end()
  }
  /** An admin looks as somebody in a role does, and nothing can be changed until they look as themselves again. */
  async function seeAs(body: Wire['WantedSight']) {
    await ask(api.PUT('/api/v1/session/sight', { body }))
    await enter()
  }
  async function seeAsOneself() {
    await ask(api.DELETE('/api/v1/session/sight'))
    await enter()
  }
  /** The telephone somebody sits at now. */
  function sitAt(extension: string) {
    if (current.value) current.value = { ...current.value, extension: extension || null }
  }
  const permissions = computed(() => new Set(current.value?.permissions))
  /** Whether this person has a right; the server decides again. */
  const may = (permission: string) => permissions.value.has(permission)
  return {
    current,
    trouble,
    may,
    load,
    signIn,
    sayCode,
    askSecret,
    confirmSecret,
    enter,
    signOut,
    seeAs,
    seeAsOneself,
    sitAt,
    end,
  }
})
