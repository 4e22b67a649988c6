import { Problem, type Wire } from '@fieldloop/api'
import { beforeEach, expect, test, vi } from 'vitest'
import { sendVisit } from '../calls/send'
import { takeVisitBack } from '../calls/takeBack'
import type { Held } from '../held'
import { Broken, handOver } from './handOver'

vi.mock('../calls/send', () => ({ sendVisit: vi.fn() }))
vi.mock('../calls/takeBack', () => ({ takeVisitBack: vi.fn() }))
const send = vi.mocked(sendVisit)
const take = vi.mocked(takeVisitBack)

const held: Held = {
  visit_id: 'v',
  order_id: 'o',
  order_number: 'WX-1',
  summary: '',
  category: 'ac',
  region: '',
  urgency: 'normal',
  minutes: 60,
  version: 3,
  status: 'accepted',
  at: { technician_id: 'zhang', from: Date.parse('2026-09-23T02:00:00Z'), is_offer: false },
}
const choice = { technician_id: 'li', planned_from_at: null, override_reason: null }
const given = () => handOver({ way: 'offer', held, choice, note: '转给李四', note_back: '放回' })
const shown = (version: number) => ({ version }) as Wire['VisitShown']
const judgedWell = () => Promise.reject(new Problem(409, 'visit.cannot_offer'))

beforeEach(() => {
  send.mockReset()
  take.mockReset()
  take.mockResolvedValue(shown(4))
})

test('it is taken back and sent anew, at the version that taking back made', async () => {
  send.mockImplementationOnce(judgedWell).mockResolvedValueOnce(shown(5))
  expect((await given()).version).toBe(5)
  expect(take).toHaveBeenCalledWith(held, '转给李四', expect.anything())
  expect(send.mock.calls[1]?.[1]).toEqual({ visit_id: 'v', version: 4 })
})

test('nothing is taken back for a choice that the server refuses', async () => {
  send.mockRejectedValueOnce(new Problem(409, 'dispatch.double_booking', { order: 'WX-2' }))
  await expect(given()).rejects.toMatchObject({ code: 'dispatch.double_booking' })
  expect(take).not.toHaveBeenCalled()
})

test('somebody who was quicker is not robbed: a stale visit stays where it is', async () => {
  send.mockImplementationOnce(judgedWell)
  take.mockRejectedValueOnce(new Problem(409, 'stale'))
  await expect(given()).rejects.toMatchObject({ code: 'stale' })
  expect(send).toHaveBeenCalledOnce()
})

test('when the second step fails it is put back as it was, and said so', async () => {
  send
    .mockImplementationOnce(judgedWell)
    .mockRejectedValueOnce(new Problem(409, 'dispatch.double_booking'))
    .mockResolvedValueOnce(shown(6))
  const failure = await given().catch((thrown: unknown) => thrown)
  expect(failure).toBeInstanceOf(Broken)
  expect(failure).toMatchObject({ is_back: true, problem: { code: 'dispatch.double_booking' } })
  expect(send.mock.calls[2]?.slice(0, 3)).toEqual([
    'assign',
    { visit_id: 'v', version: 4 },
    { technician_id: 'zhang', planned_from_at: '2026-09-23T02:00:00.000Z', override_reason: '放回' },
  ])
})

test('when it cannot be put back either, it is said that it waits', async () => {
  send.mockImplementationOnce(judgedWell).mockRejectedValue(new Problem(0, 'offline'))
  await expect(given()).rejects.toMatchObject({ is_back: false })
})
