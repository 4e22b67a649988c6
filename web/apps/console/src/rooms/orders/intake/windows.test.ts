import { expect, test } from 'vitest'
import { wishes } from './windows'

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
