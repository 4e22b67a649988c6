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
  async function signIn(body: Wire['SignIn']) {
    await ask(api.POST('/api/v1/session', { body }))
    begin(await ask(api.GET('/api/v1/session')))
  }
  async function signOut() {
    await ask(api.DELETE('/api/v1/session'))
    end()
  }
  /** An admin looks as somebody in a role does, and nothing can be changed until they look as themselves again. */
  async function seeAs(body: Wire['WantedSight']) {
    await ask(api.PUT('/api/v1/session/sight', { body }))
    begin(await ask(api.GET('/api/v1/session')))
  }
  async function seeAsOneself() {
    await ask(api.DELETE('/api/v1/session/sight'))
    begin(await ask(api.GET('/api/v1/session')))
  }
  /** The telephone somebody sits at now. */
  function sitAt(extension: string) {
    if (current.value) current.value = { ...current.value, extension: extension || null }
  }
  const permissions = computed(() => new Set(current.value?.permissions))
  /** Whether this person has a right; the server decides again. */
  const may = (permission: string) => permissions.value.has(permission)
  return { current, trouble, may, load, signIn, signOut, seeAs, seeAsOneself, sitAt, end }
})
