// An area is drawn on the map with the mouse, and bent by the keyboard: crossed edges are said in words and cannot be saved; a technician is given it.
import assert from 'node:assert/strict'
import { journey } from './_stage.mjs'

await journey('drawn-area', async ({ page, base, picture, enter }) => {
  await enter(page, 'manager')
  await page.goto(`${base}/areas`)
  await page.getByRole('button', { name: '画一个片区' }).first().click()
  await page.getByPlaceholder('例如：城东片').fill('城东片')
  const map = page.getByRole('application')
  await map.locator('canvas').waitFor()
  const box = await map.boundingBox()
  const at = (x, y) => page.mouse.click(box.x + box.width * x, box.y + box.height * y)
  for (const [x, y] of [[0.4, 0.3], [0.7, 0.3], [0.7, 0.6], [0.4, 0.6]]) await at(x, y)
  // the first corner closes it
  await at(0.4, 0.3)
  const corners = map.locator('.corner')
  assert.equal(await corners.count(), 4)
  await picture('1-drawn')

  // the fourth corner over the opposite edge: two edges cross
  await corners.nth(3).focus()
  for (let step = 0; step < 60; step += 1) await page.keyboard.press('ArrowRight')
  await page.getByText(/条边.*相交/).waitFor()
  assert.ok(await page.getByRole('button', { name: '保存' }).isDisabled(), 'what crosses is not saved')
  await picture('2-crossed')
  for (let step = 0; step < 60; step += 1) await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Enter')
  assert.equal(await corners.count(), 5, 'a corner was put between')
  await page.keyboard.press('Delete')
  assert.equal(await corners.count(), 4)
  await page.getByRole('button', { name: '保存' }).click()
  await page.locator('li').getByText('城东片').waitFor()
  await picture('3-saved')
})
