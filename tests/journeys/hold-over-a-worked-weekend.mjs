// An order waits over a weekend of which the Saturday is worked for a holiday (调休): its clock stands still and goes on rightly.
import assert from 'node:assert/strict'
import { anOrder, choose } from './_acts.mjs'
import { journey } from './_stage.mjs'

const at = (wall) => Date.parse(`${wall}:00+08:00`)

await journey('hold-over-a-worked-weekend', async ({ page, base, picture, api, enter, restart }) => {
  // Saturdays are free here, but 10 October 2026 is worked for National Day
  const admin = await api('admin')
  const open = ['08:30-18:00']
  await admin('PUT', '/calendar', { week: { mon: open, tue: open, wed: open, thu: open, fri: open, sat: [], sun: [] }, keeps_holidays: true })
  await restart(at('2026-10-09T16:00'))
  const desk = await api('desk')
  const order = await anOrder(desk, { urgency: 'high' })
  const finish = (shown) => shown.sla.find((clock) => clock.target === 'finish')
  const due = Date.parse(finish(order).due_at)

  await enter(page, 'desk')
  await page.goto(`${base}/orders/${order.id}`)
  await page.locator('.next').getByRole('button', { name: 'Hold' }).click()
  const dialog = page.getByRole('dialog')
  const pausing = (await desk('GET', '/pack')).reasons.find((each) => each.kind === 'hold' && each.pauses_sla && !each.note)
  await choose(dialog, 'Reason', pausing.name.en)
  await dialog.getByText('clock').first().waitFor()
  await dialog.getByRole('button', { name: 'Hold' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await picture('1-on-hold')

  // Saturday morning, at work
  await restart(at('2026-10-10T10:00'))
  await enter(page, 'desk')
  await page.goto(`${base}/orders/${order.id}`)
  await page.locator('.next').getByRole('button', { name: 'Resume' }).click()
  await dialog.getByRole('button', { name: 'Resume' }).click()
  await dialog.waitFor({ state: 'hidden' })

  const again = await api('desk')
  const shown = await again('GET', `/orders/${order.id}`)
  const { days } = await again('GET', '/calendar?from=2026-10-09&to=2026-10-20')
  const spans = spansOf(days)
  const saturday = days.find((day) => day.on === '2026-10-10')
  assert.ok(saturday.is_made_up && saturday.hours.length, '10 October is worked')
  assert.equal(days.find((day) => day.on === '2026-10-17').hours.length, 0, '17 October is not')
  const hold = shown.holds[0]
  const left = between(spans, Date.parse(hold.from_at), due)
  const expected = after(spans, Date.parse(hold.to_at), left)
  const found = Date.parse(finish(shown).due_at)
  assert.ok(Math.abs(found - expected) <= 60_000, `due ${new Date(found).toISOString()}, reckoned ${new Date(expected).toISOString()}`)
  // had Saturday counted as a free day, it would be due on Monday or later
  console.log(`due before ${order.sla.find((c) => c.target === 'finish').due_at}, after ${finish(shown).due_at}, ${left / 60_000} working minutes left`)
  const clock = new Date(found + 8 * 3_600_000).toISOString().slice(11, 16)
  await page.getByText(clock).first().waitFor()
  await picture('2-goes-on')
}, { language: 'en' })

/** The open hours of days as moments. */
function spansOf(days) {
  return days.flatMap((day) =>
    (day.hours).map((span) => {
      const [from, to] = (typeof span === 'string' ? span : `${span.from}-${span.to}`).split('-')
      return [at(`${day.on}T${from}`), at(`${day.on}T${to}`)]
    }),
  )
}

function between(spans, from, to) {
  return spans.reduce((sum, [a, b]) => sum + Math.max(0, Math.min(b, to) - Math.max(a, from)), 0)
}

function after(spans, from, ms) {
  let left = ms
  for (const [a, b] of spans) {
    const begin = Math.max(a, from)
    if (b <= begin) continue
    if (b - begin >= left) return begin + left
    left -= b - begin
  }
  throw new Error('the days asked for do not reach')
}
