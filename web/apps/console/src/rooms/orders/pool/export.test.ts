import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import type { Trade } from '../../../company'
import { tableOf } from './export'

const trade = { type: () => '维修', category: () => '空调', fault: () => '不制冷' } as unknown as Trade
const names = { trade, unit: () => '江南服务网点', region: () => '上海市 黄浦区', zone: 'Asia/Shanghai' }
const row = {
  number: 'WX-20260923-0001',
  type: 'repair',
  phase: 'to_dispatch',
  urgency: 'high',
  channel: 'phone',
  customer: { id: 'c', name: '=1+1' },
  contact_name: '孙明',
  phone: '138 **** 0000',
  region: '310101',
  address: '南京东路***',
  category: 'ac',
  fault: 'x',
  subject: '空调不制冷',
  warranty: 'in_warranty',
  unit_id: 'u',
  technicians: [
    { id: '1', name: '王' },
    { id: '2', name: '李' },
  ],
  visit: null,
  wanted_from_at: '2026-09-23T06:00:00Z',
  wanted_to_at: '2026-09-23T10:00:00Z',
  due_at: '2026-09-23T04:00:00Z',
  late: true,
  chased: 2,
  repeat: false,
  opened_at: '2026-09-23T02:00:00Z',
  finished_at: null,
} as unknown as Wire['OrderRow']

test('a sheet has a head and a line for each order, in words and on the company’s wall clock', () => {
  const [head = [], line = []] = tableOf([row], names)
  const said = Object.fromEntries(head.map((title, at) => [title, line[at]]))
  expect(said).toMatchObject({
    单号: 'WX-20260923-0001',
    阶段: '待派单',
    紧急度: '较急',
    电话: '138 **** 0000',
    师傅: '王、李',
    上门时间从: '2026-09-23 14:00',
    时效: '2026-09-23 12:00',
    超时: '是',
    催单: 2,
    受理: '2026-09-23 10:00',
    完工: '',
  })
})

test('a name that looks like a formula is a name', () => {
  expect(tableOf([row], names)[1]).toContain('=1+1')
})
