import { expect, test } from 'vitest'
import { type Slot, wishes, wishesOf, wishIn } from './windows'

const zone = 'Asia/Shanghai'
const at = (wall: string) => Date.parse(`${wall}+08:00`)

test('on a Wednesday morning the half days to come and the weekend can be wished for', () => {
  const labels = wishes(at('2026-09-23T10:30'), zone).map(({ label }) => label)
  expect(labels).toEqual(['今天上午', '今天下午', '明天上午', '明天下午', '后天上午', '后天下午', '周六', '周日'])
})

test('a half day that is nearly over cannot', () => {
  const [first] = wishes(at('2026-09-23T11:30'), zone)
  expect(first).toMatchObject({ label: '今天下午', from: '2026-09-23T06:00:00.000Z', to: '2026-09-23T10:00:00.000Z' })
})

test.each([
  ['冰箱不制冷，明天下午在家', '明天下午'],
  ['今天的下午有人', '今天下午'],
  ['后天上午来', '后天上午'],
  ['周六再来吧', '周六'],
  ['星期天来', '周日'],
  ['please come tomorrow morning', '明天上午'],
  ['the day after tomorrow, afternoon', undefined],
  ['昨天下午坏的', undefined],
  ['大后天上午', undefined],
  ['明天来', undefined],
  ['', undefined],
])('%s names %s', (text, label) => {
  const now = at('2026-09-23T10:30')
  expect(wishIn(text, wishes(now, zone), now, zone)?.label).toBe(label)
})

const slot = (day: string, part: Slot['part'], can_be_kept: boolean, extra_minutes?: number): Slot => ({
  day,
  part,
  from_at: `${day}T01:00:00.000Z`,
  to_at: `${day}T04:00:00.000Z`,
  can_be_kept,
  people: can_be_kept ? 2 : 0,
  technician_name: '王师傅',
  extra_minutes,
})

test('once it is known what it is about, only what can be kept is offered, with what it adds to whose way', () => {
  const slots = [
    slot('2026-09-23', 'morning', false),
    slot('2026-09-24', 'morning', true, 12),
    slot('2026-10-02', 'morning', true, 0),
  ]
  const offered = wishesOf(slots, at('2026-09-23T10:30'), zone)
  expect(offered.map(({ label, hint }) => [label, hint])).toEqual([
    ['明天上午', '王师傅 · 绕行 12 分钟'],
    ['10月2日周五上午', '王师傅 · 顺路'],
  ])
})

test('while it is not known, the half days to come are', () => {
  expect(wishesOf(undefined, at('2026-09-23T10:30'), zone)[0]?.label).toBe('今天上午')
})
