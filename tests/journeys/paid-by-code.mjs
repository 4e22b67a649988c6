// A customer pays by code: the technician's bill, the yes and the signature on the link, the code on the customer's phone and the
// technician's, paid with WeChat Pay, seen on all three screens; the office gives some of it back. WeChat Pay stands on this machine: it
// checks our signature, signs its answers, and seals what it tells by itself.
import assert from 'node:assert/strict'
import { createCipheriv, createSign, createVerify, generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { anOrder, fitsInWidth, freshPhone, give, twoWhoCan } from './_acts.mjs'
import { sent, signHere } from './_phone.mjs'
import { journey } from './_stage.mjs'

const web = createRequire(fileURLToPath(new URL('../../web/package.json', import.meta.url)))
const axe = readFileSync(web.resolve('axe-core/axe.min.js'), 'utf8')
const pem = { publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } }
const merchant = generateKeyPairSync('rsa', { modulusLength: 2048, ...pem })
const platform = generateKeyPairSync('rsa', { modulusLength: 2048, ...pem })
const [mch_id, app_id, key_id, api_key] = ['1900000109', 'wxd678efh567hg6787', 'PUB_KEY_ID_01142321349124100000', randomBytes(16).toString('hex')]

/** What WeChat Pay knows, by our number. */
const payments = new Map()
const refunds = new Map()
const refused = []

const signed = (body) => {
  const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), randomBytes(16).toString('hex')]
  const signature = createSign('RSA-SHA256').update(`${timestamp}\n${nonce}\n${body}\n`).sign(platform.privateKey, 'base64')
  return { 'Wechatpay-Timestamp': timestamp, 'Wechatpay-Nonce': nonce, 'Wechatpay-Signature': signature, 'Wechatpay-Serial': key_id }
}
/** Did the merchant sign this very request? */
function isSigned(request, body) {
  const part = (name) => new RegExp(`${name}="([^"]+)"`).exec(request.headers.authorization ?? '')?.[1] ?? ''
  const message = `${request.method}\n${request.url}\n${part('timestamp')}\n${part('nonce_str')}\n${body}\n`
  const fits = part('mchid') === mch_id && Math.abs(Date.now() / 1000 - Number(part('timestamp'))) < 300
  return fits && createVerify('RSA-SHA256').update(message).verify(merchant.publicKey, part('signature'), 'base64')
}
async function tell(url, event_type, content, headers) {
  const [nonce, about] = [randomBytes(6).toString('hex'), 'transaction']
  const cipher = createCipheriv('aes-256-gcm', api_key, nonce).setAAD(Buffer.from(about))
  const ciphertext = Buffer.concat([cipher.update(JSON.stringify(content)), cipher.final(), cipher.getAuthTag()]).toString('base64')
  const resource = { original_type: about, algorithm: 'AEAD_AES_256_GCM', ciphertext, associated_data: about, nonce }
  const body = JSON.stringify({ id: randomBytes(8).toString('hex'), resource_type: 'encrypt-resource', event_type, summary: '', resource })
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...(headers ?? signed(body)) }, body })
  return answer.status
}
const transaction = (number, { amount, paid, transaction_id }) => ({
  appid: app_id, mchid: mch_id, out_trade_no: number, trade_type: 'NATIVE', trade_state: paid ? 'SUCCESS' : 'NOTPAY', transaction_id,
  amount: { total: amount, payer_total: amount, currency: 'CNY' },
})

const wechat = createServer(async (request, response) => {
  let body = ''
  for await (const piece of request) body += piece
  const answer = (status, told) => {
    const text = told ? JSON.stringify(told) : ''
    response.writeHead(status, { 'content-type': 'application/json', ...signed(text) }).end(text)
  }
  if (!isSigned(request, body)) {
    refused.push(request.url)
    return answer(401, { code: 'SIGN_ERROR', message: '签名错误' })
  }
  const { pathname } = new URL(request.url, 'http://wechat')
  const said = body ? JSON.parse(body) : {}
  if (pathname === '/v3/pay/transactions/native') {
    payments.set(said.out_trade_no, { amount: said.amount.total, notify_url: said.notify_url, words: said.description })
    return answer(200, { code_url: `weixin://wxpay/bizpayurl?pr=${said.out_trade_no.slice(-9)}` })
  }
  if (pathname === '/v3/refund/domestic/refunds') {
    refunds.set(said.out_refund_no, said)
    return answer(200, { refund_id: `5030${refunds.size}`, out_refund_no: said.out_refund_no, status: 'PROCESSING' })
  }
  if (pathname.startsWith('/v3/refund/')) return answer(200, { refund_id: '50301', out_refund_no: pathname.split('/').pop(), status: 'PROCESSING' })
  const number = pathname.split('/')[5]
  const known = payments.get(number)
  if (!known) return answer(404, { code: 'ORDER_NOT_EXIST', message: '订单不存在' })
  if (!pathname.endsWith('/close')) return answer(200, transaction(number, known))
  if (known.paid) return answer(400, { code: 'ORDERPAID', message: '订单已支付' })
  known.closed = true
  return answer(204)
})
const port = await new Promise((done) => wechat.listen(0, '127.0.0.1', () => done(wechat.address().port)))
const folder = mkdtempSync(join(tmpdir(), 'fieldloop-payments-'))
writeFileSync(join(folder, 'merchant.pem'), merchant.privateKey)
writeFileSync(join(folder, 'pub_key.pem'), platform.publicKey)
writeFileSync(join(folder, 'payments.toml'), `
[wechat]
mch_id = "${mch_id}"
app_id = "${app_id}"
serial_no = "5157F09EFDC096DE15EBE81A47057A72"
private_key = "file:${join(folder, 'merchant.pem')}"
api_v3_key = "env:WECHAT_API_V3_KEY"
public_key_id = "${key_id}"
public_key = "file:${join(folder, 'pub_key.pem')}"
address = "http://127.0.0.1:${port}"
`)
process.env.FIELDLOOP_PAYMENTS = join(folder, 'payments.toml')
process.env.WECHAT_API_V3_KEY = api_key

/** The customer's own phone scans what is on the screen and pays. */
async function scanned(page) {
  const text = await page.locator('.paper svg:visible').first().evaluate((svg) => svg.querySelectorAll('path').length)
  assert.equal(text, 1, 'a code is drawn')
  const [number, payment] = [...payments].find(([, each]) => !each.paid && !each.closed)
  Object.assign(payment, { paid: true, transaction_id: `42000${Date.now()}` })
  return { number, payment }
}

await journey(
  'paid-by-code',
  async ({ page, base, picture, api, enter, visitor, stranger }) => {
    const [admin, dispatcher, desk] = await Promise.all(['admin', 'dispatcher', 'desk'].map(api))
    const { now } = await (await fetch(`${base}/api/v1/welcome`)).json()
    const [lead] = await twoWhoCan(base, admin, dispatcher)
    const phone = freshPhone()
    const order = await anOrder(desk, { unit_id: lead.unit_id, phone })
    const visit = order.visits[0].id
    await give(dispatcher, visit, [lead], now)
    const technician = await api(lead.login)
    for (const deed of ['departure', 'arrival']) await technician('POST', `/visits/${visit}/${deed}`, {})
    const due = async () => (await desk('GET', `/orders/${order.id}/charges`)).money.due_minor

    // the technician ticks the bill on the phone
    await enter(page, lead.login)
    await page.goto(`${base}/field/visits/${visit}/bill`)
    await page.locator('.pick').first().click()
    await page.getByRole('button', { name: /^添加 1 项/ }).click()
    await page.getByText('已添加').waitFor()
    await sent(page)

    // the customer says yes on the link, signs, and wants to pay
    const customer = await stranger()
    await customer.addInitScript(axe)
    const { path } = await desk('POST', `/orders/${order.id}/customer-links`, {})
    await customer.goto(base + path)
    await customer.getByLabel('手机号后四位').fill(phone.slice(-4))
    await customer.getByRole('button', { name: '确定' }).click()
    await customer.getByRole('button', { name: /请确认价格/ }).click()
    assert.equal(await customer.getByRole('button', { name: /^付款/ }).count(), 0, 'nothing is paid that was not agreed to')
    await signHere(customer)
    await customer.locator('form footer button').click()
    const pays = customer.getByRole('button', { name: /^付款/ })
    await pays.waitFor()
    await picture('1-may-pay', customer)
    const total = await due()
    assert.ok(total > 0)
    await pays.click()
    await customer.getByText('请用微信支付扫一扫').waitFor()
    await fitsInWidth(customer, 'the code')
    await nothingSerious(customer, 'the code')
    await picture('2-customer-code', customer)
    await customer.reload()
    await customer.getByText('请用微信支付扫一扫').waitFor()
    assert.equal(payments.size, 1, 'a reload asks for nothing new')

    // the technician shows the very same code
    await page.reload()
    await page.getByRole('button', { name: /^让客户扫码付/ }).click()
    const sheet = page.locator('.fp-sheet:visible')
    await sheet.getByText('等客户付款').waitFor()
    await page.waitForTimeout(400)
    await picture('3-technician-code')
    assert.equal(payments.size, 1, 'it is one request')

    // the office sees it wait
    const office = await visitor('admin')
    await office.setViewportSize({ width: 1440, height: 900 })
    await office.goto(`${base}/orders/${order.id}`)
    const requests = office.getByRole('region', { name: '扫码付款' })
    await requests.getByText('待付款').waitFor()
    await requests.scrollIntoViewIfNeeded()
    await picture('4-office-waits', office)

    // somebody else's news is not believed; WeChat Pay's is, and counts once
    const { number, payment } = await scanned(customer)
    assert.equal(payment.amount, total)
    assert.ok(payment.words.includes(order.number), payment.words)
    const news = transaction(number, payment)
    assert.equal(await tell(payment.notify_url, 'TRANSACTION.SUCCESS', news, { 'Wechatpay-Signature': 'AAAA' }), 401)
    assert.equal(await due(), total, 'nothing was believed')
    assert.equal(await tell(payment.notify_url, 'TRANSACTION.SUCCESS', news), 204)
    assert.equal(await tell(payment.notify_url, 'TRANSACTION.SUCCESS', news), 204)
    await customer.getByRole('heading', { name: /^已付款/ }).waitFor({ timeout: 15_000 })
    await sheet.getByText(/^客户已付/).waitFor({ timeout: 15_000 })
    await requests.getByText('已付款').waitFor({ timeout: 15_000 })
    await nothingSerious(customer, 'paid')
    await page.waitForTimeout(300)
    await picture('5-customer-paid', customer)
    await picture('6-technician-paid')
    await picture('7-office-paid', office)
    const { payments: booked } = await desk('GET', `/orders/${order.id}/charges`)
    assert.deepEqual(booked.map(({ amount_minor, method, reference }) => [amount_minor, method, reference]), [[total, 'wechat', payment.transaction_id]])
    await sheet.getByRole('button', { name: '完成' }).click()

    // the office gives some back; WeChat Pay tells when it is there
    await requests.getByRole('button', { name: '原路退款' }).click()
    const dialog = office.getByRole('dialog')
    await dialog.getByLabel('金额').fill('10')
    await dialog.getByLabel('退款原因（客户会看到）').fill('老客户优惠')
    await office.waitForTimeout(400)
    await picture('8-office-refunds', office)
    await dialog.getByRole('button', { name: '原路退款' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await requests.getByText('退款处理中').waitFor({ timeout: 15_000 })
    const [refund] = refunds.values()
    assert.deepEqual([refund.amount.refund, refund.amount.total, refund.reason], [1_000, total, '老客户优惠'])
    const back = { mchid: mch_id, out_trade_no: number, out_refund_no: refund.out_refund_no, refund_id: '50301', refund_status: 'SUCCESS' }
    assert.equal(await tell(refund.notify_url, 'REFUND.SUCCESS', back), 204)
    await requests.getByText('已退到客户').waitFor({ timeout: 15_000 })
    await picture('9-office-refunded', office)
    await office.getByText('退款已到客户').first().waitFor()
    assert.equal(await due(), 1_000)

    // news that was lost is found by looking
    await customer.goto(base + new URL(customer.url()).pathname)
    await customer.getByRole('button', { name: /^付款/ }).click()
    await customer.getByRole('button', { name: /微信支付/ }).click()
    await customer.getByText('请用微信支付扫一扫').waitFor()
    await scanned(customer)
    await customer.getByRole('heading', { name: /^已付款/ }).waitFor({ timeout: 30_000 })
    assert.equal(await due(), 0)
    assert.deepEqual(refused, [], 'every request was signed')

    await office.addInitScript(() => {
      localStorage.setItem('fieldloop.language', 'en')
      localStorage.setItem('fieldloop.dark', 'yes')
    })
    await office.reload()
    const night = office.getByRole('region', { name: 'Payments by code' })
    await night.getByText('With the customer').waitFor()
    await night.scrollIntoViewIfNeeded()
    await picture('10-english-by-night', office)
  },
  { phone: true },
)
wechat.close()
rmSync(folder, { recursive: true, force: true })

async function nothingSerious(page, what) {
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'], preload: false })
    return violations.filter(({ impact }) => ['serious', 'critical'].includes(impact)).map(({ id, nodes }) => `${id}: ${nodes[0].html}`)
  })
  assert.deepEqual(found, [], what)
}
