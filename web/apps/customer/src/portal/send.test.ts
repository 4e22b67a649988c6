import { Problem } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { keyring, useSend } from './send'

test('trying the same again has the same key, another content another', () => {
  const keys = keyring()
  const first = keys.of({ words: 'a' })['Idempotency-Key']
  expect(keys.of({ words: 'a' })['Idempotency-Key']).toBe(first)
  expect(keys.of({ words: 'b' })['Idempotency-Key']).not.toBe(first)
})

test('once it has happened, the next wish has a key of its own', () => {
  const keys = keyring()
  const first = keys.of({ words: 'a' })['Idempotency-Key']
  keys.renew()
  expect(keys.of({ words: 'a' })['Idempotency-Key']).not.toBe(first)
})

test('a double tap sends once', async () => {
  const { send } = useSend()
  let sent = 0
  const call = async () => ++sent
  expect(await Promise.all([send({}, call), send({}, call)])).toEqual([1, undefined])
})

test('what failed says why by field, and can be sent again', async () => {
  const { send, wrong, failed } = useSend()
  const keys: string[] = []
  const call = async (_: unknown, once: { 'Idempotency-Key': string }) => {
    keys.push(once['Idempotency-Key'])
    if (keys.length === 1) throw new Problem(422, 'invalid', { count: 1 }, [{ path: 'name', code: 'field.required' }])
    return 'done'
  }
  expect(await send({}, call)).toBeUndefined()
  expect(wrong('name')).toBe('必填')
  expect(await send({}, call)).toBe('done')
  expect(failed.value).toBeUndefined()
  expect(keys[0]).toBe(keys[1])
})
