// Two-step sign-in from beginning to end: switched on with a code of the phone, asked for at the door, a recovery code in its place, reset by
// an administrator; then the company asks for it, and somebody sets it up before anything else, and comes in on the phone as well.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { journey } from './_stage.mjs'

/** What an authenticator app shows (RFC 6238), so many half minutes from now. */
function codeOf(secret, off = 0) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  let bits = ''
  for (const letter of secret) bits += alphabet.indexOf(letter).toString(2).padStart(5, '0')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)))
  const step = Buffer.alloc(8)
  step.writeBigInt64BE(BigInt(Math.floor(Date.now() / 30_000) + off))
  const tag = createHmac('sha1', key).update(step).digest()
  const taken = tag.readUInt32BE(tag[19] & 15) & 0x7fffffff
  return String(taken % 1_000_000).padStart(6, '0')
}

/** A code that fits at no time near. */
function wrongCode(secret) {
  const near = [-2, -1, 0, 1, 2].map((off) => codeOf(secret, off))
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((each) => !near.includes(each))
}

/** A new half minute has begun a moment ago, so that nothing runs over its end. */
async function early() {
  const left = 30_000 - (Date.now() % 30_000)
  if (left < 12_000) await new Promise((done) => setTimeout(done, left + 500))
}

async function sayPassword(page, base, welcome, login) {
  await page.goto(`${base}/sign-in`)
  await page.locator('#company').fill(welcome.company)
  await page.locator('#login').fill(login)
  await page.locator('#password').fill(welcome.password)
  await page.locator('.door button[type=submit]').click()
}

async function leave(page) {
  await page.locator('button.person').click()
  await page.getByText('退出登录', { exact: true }).click()
  await page.locator('#password').waitFor()
}

async function openAccount(page) {
  await page.locator('button.person').click()
  await page.getByText('登录与安全', { exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('heading', { name: '两步验证' }).waitFor()
  return dialog
}

await journey('two-step', async ({ page, base, picture, enter, visitor, stranger }) => {
  const welcome = await (await fetch(`${base}/api/v1/welcome`)).json()
  await enter(page, 'desk')
  await page.goto(`${base}/orders`)

  // switched on with the password and a first code
  const dialog = await openAccount(page)
  await dialog.getByRole('button', { name: '开启两步验证' }).click()
  await dialog.locator('input[type=password]').fill(welcome.password)
  await dialog.getByRole('button', { name: '开启两步验证' }).click()
  await dialog.locator('.paper svg').waitFor()
  await picture('1-scan')
  const secret = await dialog.locator('.secret input').inputValue()
  assert.match(secret, /^[A-Z2-7]{32}$/)
  await dialog.getByLabel('6 位验证码').fill(wrongCode(secret))
  await dialog.getByRole('button', { name: '确认开启' }).click()
  await dialog.getByText('验证码不对').waitFor()
  await early()
  await dialog.getByLabel('6 位验证码').fill(codeOf(secret))
  await dialog.getByRole('button', { name: '确认开启' }).click()
  await dialog.locator('.codes li').first().waitFor()
  const codes = await dialog.locator('.codes li').allInnerTexts()
  assert.equal(codes.length, 10)
  await picture('2-recovery-codes')
  await dialog.getByRole('button', { name: '已记好，继续' }).click()
  await dialog.getByText('恢复码还剩 10 个').waitFor()
  await picture('3-on')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })

  // the door: the password alone opens nothing, a wrong code is told, the next one opens
  await leave(page)
  await sayPassword(page, base, welcome, 'desk')
  const asked = page.getByLabel('验证码或恢复码')
  await asked.waitFor()
  await picture('4-door')
  await asked.fill(wrongCode(secret))
  await page.getByRole('button', { name: '验证并登录' }).click()
  await page.getByText('验证码不对，或已经用过').waitFor()
  // the clock of a phone may be half a minute ahead: what it was switched on with is used
  await asked.fill(codeOf(secret, 1))
  await page.getByRole('button', { name: '验证并登录' }).click()
  await page.waitForURL(/\/orders/)

  // the phone is lost: a code that was written down, once
  await leave(page)
  await sayPassword(page, base, welcome, 'desk')
  await asked.fill(codes[0].toLowerCase())
  await page.getByRole('button', { name: '验证并登录' }).click()
  await page.waitForURL(/\/orders/)
  await leave(page)
  await sayPassword(page, base, welcome, 'desk')
  await asked.fill(codes[0])
  await page.getByRole('button', { name: '验证并登录' }).click()
  await page.getByText('验证码不对，或已经用过').waitFor()

  // an administrator takes it away, and then asks it of everybody at the desk
  const admin = await visitor('admin')
  await admin.goto(`${base}/users?q=desk`)
  const row = admin.locator('tbody tr', { has: admin.locator('td', { hasText: /^desk$/ }) })
  await row.getByRole('button', { name: '重置两步验证' }).click()
  await admin.getByRole('dialog').getByRole('button', { name: '重置两步验证' }).click()
  await row.getByRole('button', { name: '重置两步验证' }).waitFor({ state: 'hidden' })
  await sayPassword(page, base, welcome, 'desk')
  await page.waitForURL(/\/orders/)

  await admin.goto(`${base}/sign-in-settings`)
  await admin.getByLabel('这些角色必须').check()
  await admin.locator('.fl-form .el-select__wrapper').first().click()
  await admin.getByRole('option', { name: '客服' }).click()
  await admin.keyboard.press('Escape')
  await admin.locator('form', { has: admin.locator('fieldset') }).getByRole('button', { name: '保存' }).click()
  await admin.getByText('已保存').waitFor()
  await picture('5-settings', admin)

  await leave(page)
  await sayPassword(page, base, welcome, 'desk')
  await page.getByText('设置好才能继续').waitFor()
  await page.locator('.paper svg').waitFor()
  await picture('6-set-up-at-the-door')
  const second = await page.locator('.secret input').inputValue()
  assert.notEqual(second, secret)
  await early()
  await page.getByLabel('6 位验证码').fill(codeOf(second))
  await page.getByRole('button', { name: '确认开启' }).click()
  await page.getByRole('button', { name: '已记好，继续' }).click()
  await page.waitForURL(/\/orders/)
  // what the company asks for is not switched off
  const own = await openAccount(page)
  await own.getByText('公司要求您的角色使用').waitFor()
  assert.equal(await own.getByRole('button', { name: '关闭两步验证' }).count(), 0)

  // on the phone the same door; then the office sees it and signs it out
  const phone = await stranger()
  await phone.setViewportSize({ width: 390, height: 844 })
  await phone.goto(`${base}/field/sign-in`)
  await phone.getByLabel('企业代码').fill(welcome.company)
  await phone.getByLabel('用户名').fill('desk')
  await phone.getByLabel('密码').fill(welcome.password)
  await phone.getByRole('button', { name: '登录', exact: true }).click()
  await phone.getByLabel('验证码或恢复码').waitFor()
  await picture('7-phone', phone)
  await phone.getByLabel('验证码或恢复码').fill(codeOf(second, 1))
  await phone.getByRole('button', { name: '验证并登录' }).click()
  await phone.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
  await phone.goto(`${base}/field/me`)
  await phone.getByText('登录与安全', { exact: true }).click()
  await phone.getByText('当前设备').waitFor()
  await picture('8-phone-account', phone)

  await page.reload()
  const again = await openAccount(page)
  await again.getByRole('button', { name: '退出其他所有设备' }).click()
  await again.getByText('没有在其他设备登录').waitFor()
  await picture('9-sessions')
  assert.equal((await phone.request.get(`${base}/api/v1/session`)).status(), 401)
})
