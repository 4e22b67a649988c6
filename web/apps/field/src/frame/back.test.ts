import { afterEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { useBackCloses } from './back'

const back = vi.spyOn(history, 'back').mockImplementation(() => dispatchEvent(new PopStateEvent('popstate')))
const push = vi.spyOn(history, 'pushState').mockImplementation(() => undefined)
const pressed = () => dispatchEvent(new PopStateEvent('popstate'))
afterEach(() => {
  back.mockClear()
  push.mockClear()
})

test('back closes the topmost sheet only', async () => {
  const scope = effectScope()
  const [under, top] = [ref(false), ref(false)]
  scope.run(() => {
    useBackCloses(under)
    useBackCloses(top)
  })
  under.value = true
  await nextTick()
  top.value = true
  await nextTick()
  expect(push).toHaveBeenCalledTimes(2)
  pressed()
  expect([under.value, top.value]).toEqual([true, false])
  pressed()
  expect(under.value).toBe(false)
  await nextTick()
  expect(back).not.toHaveBeenCalled()
  scope.stop()
})

test('a sheet that closes by itself takes its own step back, and the one under it stays', async () => {
  const scope = effectScope()
  const [under, top] = [ref(true), ref(true)]
  scope.run(() => {
    useBackCloses(under)
    useBackCloses(top)
  })
  top.value = false
  await nextTick()
  expect(back).toHaveBeenCalledTimes(1)
  expect(under.value).toBe(true)
  scope.stop()
})
