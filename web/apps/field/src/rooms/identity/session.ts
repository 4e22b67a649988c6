// Who works with this phone: asked of the server, remembered for when there is no network.
import { api, ask, forgetSession, Problem, rememberSession, type Wire } from '@fieldloop/api'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { keepBeside, measureClock, phonePapers } from '../../phone/outbox'
import { forgetPapers } from '../../phone/papers'

const paper = 'session'
/** A session that was asked for so lately is not asked for again before sending. */
const fresh_ms = 60_000

export const ownerOf = (me: Wire['Me']) => `${me.company.code}/${me.user_id}`

export const useSession = defineStore('session', () => {
  const current = shallowRef<Wire['Me']>()
  /** The server has said that it is over; what waits in the queue waits for signing in again. */
  const ended = ref(false)
  let asked_ms = 0
  let loading: Promise<void> | undefined

  async function begin(): Promise<Wire['Me']> {
    const sent_ms = Date.now()
    const me = await ask(api.GET('/api/v1/session'))
    rememberSession({ csrf: me.csrf ?? '' })
    measureClock(me.now, sent_ms)
    asked_ms = Date.now()
    current.value = me
    ended.value = false
    // the token stays in memory: it is of no use without the cookie, and nobody else's business
    keepBeside(paper, { ...me, csrf: null })
    return me
  }

  /** At the start: from memory or from the server, whichever knows first. */
  function load(): Promise<void> {
    loading ??= find()
    return loading
  }

  async function find(): Promise<void> {
    const asked = begin().then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    const kept = await (await phonePapers()).find<Wire['Me']>(paper)
    if (!kept) return notice(await asked)
    // what is known is enough to begin; whether it still holds is found out beside
    current.value ??= kept.value
    void asked.then(notice)
  }

  function notice(thrown: unknown): void {
    if (thrown && Problem.of(thrown).status === 401) ended.value = Boolean(current.value)
  }

  /** The answer says which step is still asked, if one is. */
  async function signIn(body: Wire['SignIn']): Promise<Wire['SignInAnswer']> {
    const answer = await ask(api.POST('/api/v1/session', { body }))
    if (answer.signed_in) await begin()
    return answer
  }
  async function sayCode(body: Wire['SayCode']): Promise<void> {
    await ask(api.POST('/api/v1/session/code', { body }))
    await begin()
  }
  const askSecret = (ticket: string) => ask(api.POST('/api/v1/session/code/secret', { body: { ticket } }))
  /** Recovery codes: whoever gets them is in, and enters once they are noted. */
  const confirmSecret = (body: Wire['SayCode']) => ask(api.POST('/api/v1/session/code/confirmation', { body }))
  /** The cookie is there: asks who that is. */
  async function enter(): Promise<void> {
    await begin()
  }

  /** Before the queue is sent: the session is this person's, and its token at hand. */
  async function ready(): Promise<void> {
    if (!current.value) throw new Problem(401, 'sign_in.needed')
    if (Date.now() - asked_ms < fresh_ms) return
    const owner = ownerOf(current.value)
    try {
      const me = await begin()
      if (ownerOf(me) !== owner) throw new Problem(401, 'sign_in.needed')
    } catch (thrown) {
      notice(thrown)
      throw thrown
    }
  }

  function refresh() {
    asked_ms = 0
  }

  async function signOut(): Promise<void> {
    await ask(api.DELETE('/api/v1/session')).catch((thrown: unknown) => {
      if (Problem.of(thrown).status !== 401) throw thrown
    })
    await forget()
  }

  async function forget(): Promise<void> {
    forgetSession()
    await (await phonePapers()).forget(paper)
    await forgetPapers()
    current.value = undefined
    ended.value = false
    asked_ms = 0
  }

  const permissions = computed(() => new Set(current.value?.permissions))
  const may = (permission: string) => permissions.value.has(permission)
  return { current, ended, may, load, signIn, sayCode, askSecret, confirmSecret, enter, signOut, ready, refresh }
})
