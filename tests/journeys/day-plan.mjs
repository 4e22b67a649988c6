// A dispatcher has the whole day planned: looks at who would go where, leaves one out, sends the rest, and sees it on the board.
import assert from 'node:assert/strict'
import { anOrder } from './_acts.mjs'
import { journey } from './_stage.mjs'

await journey('day-plan', async ({ page, base, picture, api, enter }) => {
  const [desk, dispatcher] = await Promise.all(['desk', 'dispatcher'].map(api))
  const known = await Promise.all(['洗衣机不排水', '冰箱噪音', '空调不制冷', '热水器打不着火'].map((described, nth) => anOrder(desk, { described, name: `排程人家${nth}` })))
  const planned = async () => (await dispatcher('GET', '/visits/unassigned?limit=200')).items.length
  const before = await planned()
  assert.ok(before >= known.length)

  await enter(page, 'dispatcher')
  await page.goto(`${base}/dispatch`)
  await page.getByRole('button', { name: '整日排程' }).click()
  const dialog = page.getByRole('dialog')
  const lines = dialog.locator('input[type="checkbox"]')
  await lines.first().waitFor()
  await picture('1-proposal')
  const count = await lines.count()
  assert.equal(await planned(), before, 'a proposal changes nothing')
  await lines.first().uncheck()
  const send = dialog.getByRole('button', { name: /^(询问|指派)选中的/ })
  assert.ok((await send.innerText()).includes(` ${count - 1} `))
  await send.click()
  await dialog.getByRole('button', { name: '关闭', exact: true }).waitFor()
  await page.waitForFunction(() => !document.querySelector('.el-dialog .is-loading'))
  await picture('2-sent')
  const told = await dialog.locator('.sum').innerText()
  assert.ok(new RegExp(`${count - 1}`).test(told), told)
  assert.equal(await planned(), before - (count - 1), 'each that was ticked is with somebody now')
  await dialog.getByRole('button', { name: '关闭', exact: true }).click()
  await picture('3-board')

  // by night, in English
  await page.addInitScript(() => {
    localStorage.setItem('fieldloop.language', 'en')
    localStorage.setItem('fieldloop.dark', 'yes')
  })
  await page.reload()
  await page.getByRole('button', { name: 'Plan the day' }).click()
  await lines.first().waitFor()
  await picture('4-english-by-night')
})
