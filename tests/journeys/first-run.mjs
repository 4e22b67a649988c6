// An empty company from nothing to its first order by the guide: trade, outlet, people from Excel, product, districts, shifts, order; left and resumed.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freshPhone, listBox } from './_acts.mjs'
import { journey } from './_stage.mjs'

const company = { code: 'haiyan', name: '海燕家电服务', password: 'haiyan-2026' }

await journey('first-run', async ({ page, base, picture, api, enter, folder }) => {
  await enter(page, 'admin')
  await page.goto(`${base}/`)
  await page.waitForURL(/\/start$/)
  const step = (title) => page.locator('li.fl-card', { has: page.getByRole('heading', { name: title }) })
  const dialog = page.getByRole('dialog')
  const closed = () => dialog.waitFor({ state: 'hidden' })
  const done = (title) => step(title).getByText('已完成').waitFor()
  await step('选行业包').locator('li', { hasText: '家电' }).first().getByRole('button').click()
  await picture('1-begin')
  await dialog.getByRole('button', { name: '安装' }).click()
  await closed()
  await done('选行业包')

  await step('分公司、网点和门店').getByRole('button', { name: '新增机构' }).click()
  await dialog.getByLabel('名称').fill('城东网点')
  await listBox(dialog, '类型').click()
  await page.getByRole('option', { name: '服务网点' }).click()
  await dialog.getByLabel('代码').fill('W01')
  await dialog.getByRole('button', { name: '新增下级' }).click()
  await closed()
  await done('分公司、网点和门店')

  // people by Excel, on another page, and back
  const sheet = join(folder, 'people', 'users.csv')
  mkdirSync(join(folder, 'people'))
  writeFileSync(sheet, `\uFEFF${['用户名,姓名,手机号,角色,网点,技能,初始密码',
    'xiaomei,陈小美,13800001111,客服,,,haiyan-desk', 'laowang,王志强,13800001112,师傅,城东网点,冰箱,haiyan-tech', 'laoli,李大山,13800001113,师傅,城东网点,,haiyan-tech'].join('\r\n')}`)
  await step('同事的账号').getByRole('link', { name: '用 Excel 导入' }).click()
  await page.locator('input[type=file]').setInputFiles(sheet)
  await page.locator('.decide').waitFor()
  await picture('2-people')
  await page.locator('.decide').getByRole('button', { name: /导入/ }).last().click()
  await page.waitForURL(/\/imports\/(?!new)/)
  await page.locator('nav').getByRole('link', { name: /开始使用/ }).click()
  await done('同事的账号')

  await step('产品').getByRole('button').click()
  await dialog.getByLabel('产品名称').or(dialog.getByLabel('名称')).first().fill('海燕对开门冰箱 520L')
  await listBox(dialog, '品类').click()
  await page.getByRole('option', { name: '冰箱' }).click()
  await dialog.getByRole('button', { name: /产品/ }).click()
  await closed()

  // who leaves and comes back goes on where it stands
  await page.reload()
  await done('师傅会什么')
  await page.getByText('1 位还没有技能').waitFor()
  await picture('3-resumed')

  // what the trade wants papers for: said here, entered on the technician's page
  const admin = await api('admin')
  await step('师傅会什么').getByText('还没有登记证件').waitFor()
  await step('师傅会什么').locator('p', { hasText: '证件' }).getByRole('link', { name: '王志强' }).click()
  await page.getByRole('heading', { name: '王志强', level: 1 }).waitFor()
  const { skills } = await admin('GET', '/pack')
  const wang = (await admin('GET', '/technicians?limit=50')).items.find((each) => each.name === '王志强')
  const papers = skills.filter((each) => each.certificate)
  await admin('PUT', `/technicians/${wang.id}/certificates`, { certificates: papers.map((each, nth) => ({ certificate: each.code, number: `ZJ-00${nth}`, expires_on: '2030-12-31' })) })
  await page.locator('nav').getByRole('link', { name: /开始使用/ }).click()

  await step('服务区域').getByRole('button').click()
  await dialog.locator('.el-cascader input').first().click()
  await page.keyboard.type('浦东新区')
  await page.locator('.el-cascader__suggestion-item').first().click()
  await dialog.locator('li', { hasText: '浦东' }).waitFor()
  await dialog.getByRole('button', { name: '保存' }).click()
  await closed()
  await done('服务区域')

  await step('排班').getByRole('button').click()
  await dialog.getByRole('button', { name: /排班|保存|应用/ }).last().click()
  await closed()
  await done('排班')

  await step('第一张工单').getByRole('button').click()
  await page.locator('#intake-phone').fill(freshPhone())
  await page.locator('.stranger').waitFor()
  await page.locator('#intake-name').fill('第一位客户')
  await page.locator('#intake-address').fill('上海市浦东新区世纪大道100号')
  await page.locator('#intake-described').fill('冰箱不制冷')
  await page.keyboard.press('Control+Enter')
  await page.locator('.saved .number').waitFor()
  await page.goto(`${base}/start`)
  await page.getByText('可以开工了').waitFor()
  await page.locator('nav').getByRole('link', { name: /开始使用/ }).waitFor({ state: 'hidden' })
  await picture('4-ready')

  // and it can be dispatched
  const [row] = (await admin('GET', '/orders?limit=1')).items
  const order = await admin('GET', `/orders/${row.id}`)
  const ranking = await admin('GET', `/visits/${order.visits[0].id}/recommendations`)
  console.log(`first order ${order.number}: ${ranking.candidates.length} can go, ${ranking.excluded.map((each) => `${each.name}: ${each.reasons.map((reason) => reason.code)}`).join('; ')}`)
  assert.ok(ranking.candidates.length >= 1, 'somebody can go to the first order')
  await page.goto(`${base}/dispatch`)
  await page.locator('[data-waiting]').first().waitFor()
  await picture('5-board')
}, { company })
