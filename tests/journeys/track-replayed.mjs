// A technician's day is played again: the phone reported on the way, then said nothing for a while; the dispatcher sees the way, the gap and
// the kilometres, from the technician's page.
import assert from 'node:assert/strict'
import { anOrder, give, twoWhoCan } from './_acts.mjs'
import { journey } from './_stage.mjs'

await journey('track-replayed', async ({ page, base, picture, api, enter }) => {
  const [admin, dispatcher, desk] = await Promise.all(['admin', 'dispatcher', 'desk'].map(api))
  const { now } = await (await fetch(`${base}/api/v1/welcome`)).json()
  const [lead] = await twoWhoCan(base, admin, dispatcher)
  const technician = await api(lead.login)
  const order = await anOrder(desk, { name: '轨迹人家', unit_id: lead.unit_id })
  const visit = order.visits[0].id
  await give(dispatcher, visit, [lead], Date.parse(now) + 600_000)
  const { bounds } = await dispatcher('GET', '/map')
  const [lng, lat] = [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2]
  const at = (minutes) => new Date(Date.parse(now) + minutes * 60_000).toISOString()
  // what the phone kept of the last half hour: every two minutes, then nothing for a quarter of an hour
  const kept = [-40, -38, -36, -34, -32, -30, -28, -26, -10, -8, -6, -4, -2]
  const positions = kept.map((minutes) => ({ lat: lat + (minutes + 40) * 0.0004, lng: lng + Math.sin(minutes / 5) * 0.004, at: at(minutes) }))
  await technician('POST', '/positions', { positions })
  await technician('POST', `/visits/${visit}/departure`, { place: { lat: lat + 0.016, lng } })
  await technician('POST', `/visits/${visit}/arrival`, { place: { lat: lat + 0.017, lng } })

  const track = await dispatcher('GET', `/technicians/${lead.id}/track`)
  assert.ok(track.metres > 1_000 && track.gap_metres > 0 && track.gap_metres < track.metres, JSON.stringify({ ...track, points: track.points.length }))
  assert.equal(track.points.filter((each) => each.after_gap).length >= 1, true)
  await enter(page, 'dispatcher')
  await page.goto(`${base}/technicians/${lead.id}`)
  await page.getByRole('link', { name: '轨迹回放' }).click()
  await page.getByText('实际行驶').waitFor()
  await page.waitForTimeout(500)
  await picture('1-day')
  const slider = page.getByRole('slider', { name: '时刻' })
  await slider.evaluate((each) => {
    each.value = String(Number(each.min) + (Number(each.max) - Number(each.min)) * 0.45)
    each.dispatchEvent(new Event('input', { bubbles: true }))
  })
  await page.getByText('这段没有上报，位置是推测').waitFor()
  await page.waitForTimeout(200)
  await picture('2-in-the-gap')
  await page.getByRole('button', { name: '播放' }).click()
  await page.getByRole('button', { name: '暂停' }).waitFor()
  await page.addInitScript(() => {
    localStorage.setItem('fieldloop.language', 'en')
    localStorage.setItem('fieldloop.dark', 'yes')
  })
  await page.reload()
  await page.getByText('Driven').waitFor()
  await page.waitForTimeout(500)
  await picture('3-english-by-night')
})
