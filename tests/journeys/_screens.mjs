// Roles at their own screens, where several are live at once: the dispatcher at the order, a technician from the offer to the end, the
// customer by the link that a message brought.
import { answerSteps, goThere, sent, sign } from './_phone.mjs'

export const desktop = { width: 1440, height: 900 }

/** Somebody of the office at a screen of their own. */
export async function atDesk(visitor, login) {
  const page = await visitor(login)
  await page.setViewportSize(desktop)
  return page
}

/** The dispatcher opens the order and sends its waiting visit out: to whoever is named, else to whoever fits best. Tells to whom. */
export async function sendOut(office, base, order, { name, why = '和客户约好了' } = {}) {
  await office.goto(`${base}/orders/${order}`)
  await office.getByRole('button', { name: '派单', exact: true }).first().click()
  const dialog = office.getByRole('dialog')
  await dialog.locator('.people li').first().waitFor()
  if (name) {
    const folded = dialog.locator('details', { has: office.locator('.people.out') })
    if (await folded.count()) await folded.first().evaluate((each) => each.setAttribute('open', ''))
    await dialog.locator('.people li', { hasText: name }).first().locator('label.one').click()
    const reason = dialog.locator('label:has(.el-input) input')
    if (await reason.count()) await reason.fill(why)
  }
  const chosen = await dialog.locator('.people li.chosen b').first().innerText()
  await dialog.getByRole('button', { name: '派单，等师傅接单' }).click()
  await dialog.waitFor({ state: 'hidden' })
  return chosen.replace(/^\d+\.\s*/, '')
}

/** The dispatcher lets somebody go along: the first who has time then. Tells whom. */
export async function addHelper(office, base, order) {
  await office.goto(`${base}/orders/${order}`)
  await office.getByRole('button', { name: '人员', exact: true }).first().click()
  const dialog = office.getByRole('dialog')
  for (let nth = 0; nth < 20; nth++) {
    await dialog.locator('.el-select__wrapper').click()
    const option = office.getByRole('option').nth(nth)
    const name = (await option.innerText()).trim()
    await option.click()
    const answer = office.waitForResponse((each) => /\/crew$/.test(each.url()) && each.request().method() === 'POST')
    await dialog.getByRole('button', { name: '加入', exact: true }).click()
    if (!(await answer).ok()) continue
    await dialog.waitFor({ state: 'hidden' })
    return name
  }
  throw new Error('nobody has time to go along')
}

/** Under which name somebody of the demo company signs in. */
export async function loginOf(base, name) {
  const { people } = await (await fetch(`${base}/api/v1/welcome`)).json()
  return people.find((each) => each.name === name && each.role === 'technician').login
}

/** The technician looks at the day; what is offered appears by itself, and is accepted. */
export async function accepts(phone, base, number) {
  if (!/\/field\/today/.test(phone.url())) await phone.goto(`${base}/field/today`)
  const offer = phone.locator('article.offer', { hasText: number })
  await offer.waitFor({ timeout: 30_000 })
  await offer.getByRole('button', { name: '接单' }).click()
  await phone.waitForURL(/\/field\/visits\//)
  await phone.getByRole('button', { name: '出发' }).waitFor()
  await sent(phone)
}

/** From the accepted visit through its steps. */
export async function works(phone, choices = {}) {
  await goThere(phone)
  await answerSteps(phone, choices)
  await sent(phone)
}

/** The end of a visit at its screen: how it ended, why, what else is to be filled in, and a signature where one is asked for. */
export async function ends(phone, base, { outcome, reason, note, fill } = {}) {
  const [, visit] = /visits\/([0-9a-f-]{36})/.exec(phone.url())
  await phone.goto(`${base}/field/visits/${visit}/finish`)
  await phone.getByRole('radio', { name: outcome ?? '已解决', exact: true }).click()
  if (reason) await phone.getByRole('radio', { name: reason, exact: true }).click()
  if (note) await phone.getByLabel('说明').fill(note)
  await fill?.()
  const go = phone.getByRole('button', { name: /^提交：/ })
  const signs = phone.getByRole('button', { name: '签字', exact: true })
  if ((await go.isDisabled()) && (await signs.isVisible())) {
    await signs.click()
    await sign(phone)
  }
  await go.click()
  await phone.waitForURL(/\/field\/today/)
  await sent(phone)
}

/** The link that a message brought to the customer's phone. */
export async function linkSent(desk, order, code) {
  for (let waited = 0; waited < 60; waited++) {
    const told = (await desk('GET', `/notices?order_id=${order}&limit=50`)).items
    const found = told.find((each) => each.link && (!code || each.code === code))
    if (found) return found.link
    await new Promise((done) => setTimeout(done, 500))
  }
  throw new Error('no message with a link within half a minute')
}

/** The customer opens it and says the digits. */
export async function opensLink(page, base, path, phone) {
  await page.goto(base + path)
  await page.getByLabel('手机号后四位').fill(phone.slice(-4))
  await page.getByRole('button', { name: '确定' }).click()
  await page.getByRole('heading', { name: '服务内容' }).waitFor()
}

/** The customer's review, by the button that asks for it. */
export async function reviews(page, stars, { tag, words } = {}) {
  const asked = page.getByRole('button', { name: /请评价/ })
  await asked.waitFor({ timeout: 30_000 })
  await asked.click()
  await page.getByRole('button', { name: `${stars} 星` }).click()
  if (tag) await page.getByRole('button', { name: tag }).click()
  if (words) await page.getByLabel('想说的话').fill(words)
  await page.locator('form footer button').click()
  await page.getByText('谢谢您的评价').waitFor()
}
