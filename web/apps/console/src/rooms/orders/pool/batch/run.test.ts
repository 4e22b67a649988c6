import { Problem, type Wire } from '@fieldloop/api'
import { beforeEach, expect, test, vi } from 'vitest'
import { type Act, type Asked, Done, LeftOut } from './acts'
import { useBatch } from './run'

vi.mock('../../calls/order', () => ({ fetchOrder: async (id: string) => ({ id, verbs: [], phase: 'received' }) }))

const asked: Asked = { reason: '', note: '', until: '', unit_id: '' }
const rows = ['a', 'b', 'c'].map((id) => ({ id, number: `WX-${id}`, contact_name: '孙明' }) as Wire['OrderRow'])
const sent: string[] = []

function act(answers: Record<string, () => Promise<unknown>>): Act {
  return {
    code: 'hold',
    word: 'deed.hold',
    permission: 'orders.hold',
    asks: [],
    plan: (order) =>
      answers[order.id]
        ? {
            fits: true,
            act: (_, once) => {
              sent.push(`${order.id} ${once['Idempotency-Key']}`)
              return answers[order.id]?.() ?? Promise.resolve()
            },
          }
        : { fits: false, why: '现在不行' },
  }
}

beforeEach(() => {
  sent.length = 0
})

test('what fits is carried out one by one, what does not says why, and a refusal stops nobody else', async () => {
  const batch = useBatch(
    act({ a: () => Promise.reject(new Problem(409, 'order.held_already')), c: async () => undefined }),
    rows,
  )
  await batch.plan()
  expect(batch.lines.value.map(({ state }) => state)).toEqual(['planned', 'left_out', 'planned'])
  await batch.run(asked)
  expect(batch.lines.value.map(({ state, said }) => [state, said])).toEqual([
    ['refused', '工单已经挂起'],
    ['left_out', '现在不行'],
    ['done', ''],
  ])
})

test('what got no answer is tried again under the same key, and what is done is not done again', async () => {
  let is_down = true
  const batch = useBatch(
    act({
      a: async () => undefined,
      b: () => (is_down ? Promise.reject(new TypeError('network')) : Promise.resolve()),
    }),
    rows.slice(0, 2),
  )
  await batch.plan()
  await batch.run(asked)
  expect(batch.lines.value.map(({ state }) => state)).toEqual(['done', 'unsure'])
  is_down = false
  await batch.run(asked)
  expect(batch.lines.value.map(({ state }) => state)).toEqual(['done', 'done'])
  expect(sent).toHaveLength(3)
  expect(sent[1]).toBe(sent[2])
})

test('where one takes from the next, the most urgent has its turn first, and what came of it is said', async () => {
  const urgent = { ...rows[1], urgency: 'emergency' } as Wire['OrderRow']
  const normal = { ...rows[0], urgency: 'normal' } as Wire['OrderRow']
  const turn: Act['turn'] = (a, b) => Number(a.urgency !== 'emergency') - Number(b.urgency !== 'emergency')
  const free = ['徐雅芳']
  const give = async () => {
    const who = free.shift()
    if (!who) throw new LeftOut('没有人能去')
    return new Done(who)
  }
  const batch = useBatch({ ...act({ a: give, b: give }), turn }, [normal, urgent])
  await batch.plan()
  await batch.run(asked)
  expect(batch.lines.value.map(({ id, state, said }) => [id, state, said])).toEqual([
    ['b', 'done', '徐雅芳'],
    ['a', 'left_out', '没有人能去'],
  ])
})

test('what was done is taken back, of the order as it is by then, and what no longer can be stays done and says why', async () => {
  const undone: string[] = []
  const batch = useBatch(
    {
      ...act({}),
      plan: (order) => ({
        fits: true,
        act: async () => undefined,
        undo: async (now, _, once) => {
          if (order.id === 'b') throw new LeftOut('已经来不及')
          undone.push(`${now.id} ${once['Idempotency-Key'].endsWith('-undo')}`)
        },
      }),
    },
    rows,
  )
  await batch.plan()
  await batch.run(asked)
  await batch.undo(asked)
  expect(undone).toEqual(['a true', 'c true'])
  expect(batch.lines.value.map(({ state, said }) => [state, said])).toEqual([
    ['undone', ''],
    ['done', '已经来不及'],
    ['undone', ''],
  ])
})
