// Notices really go out: an admin switches channels on, and the outbox says of each what became of it. The vendors stand on this
// machine: an SMS gateway that checks the signature, a group's robot, a mail server.
import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttp } from 'node:http'
import { createServer as createTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { anOrder, freshPhone } from './_acts.mjs'
import { journey } from './_stage.mjs'

const secret = 'sms-secret'
const heard = { sms: [], robot: [], letters: [] }
let refusal
const hash = (text) => createHash('sha256').update(text).digest('hex')

/** As the vendor checks it, from what arrived. */
function isSigned(request, url, body) {
  const { authorization } = request.headers
  const names = /SignedHeaders=([^,]+)/.exec(authorization)[1]
  const lines = names.split(';').map((name) => `${name}:${request.headers[name]}\n`).join('')
  const canonical = ['POST', url.pathname, url.search.slice(1), lines, names, hash(body)].join('\n')
  const signature = createHmac('sha256', secret).update(`ACS3-HMAC-SHA256\n${hash(canonical)}`).digest('hex')
  return authorization.endsWith(`Signature=${signature}`)
}

const vendors = createHttp(async (request, response) => {
  const url = new URL(request.url, 'http://vendor')
  let body = ''
  for await (const piece of request) body += piece
  const answer = (told) => response.setHeader('content-type', 'application/json').end(JSON.stringify(told))
  if (url.pathname === '/cgi-bin/webhook/send') {
    heard.robot.push({ key: url.searchParams.get('key'), ...JSON.parse(body) })
    return answer({ errcode: 0, errmsg: 'ok' })
  }
  if (!isSigned(request, url, body)) return answer({ Code: 'SignatureDoesNotMatch', Message: 'no' })
  if (refusal) return answer({ Code: refusal, Message: '账户余额不足' })
  heard.sms.push(Object.fromEntries(url.searchParams))
  return answer({ Code: 'OK', Message: 'OK', BizId: `90061974${heard.sms.length}^0` })
})

/** A mail server that says yes. */
const post = createTcp((socket) => {
  let letter
  let rest = ''
  socket.write('220 here\r\n')
  socket.on('error', () => undefined)
  socket.on('data', (piece) => {
    rest += piece
    const lines = rest.split('\r\n')
    rest = lines.pop()
    for (const line of lines) {
      if (letter && line !== '.') letter.push(line)
      else if (letter) {
        heard.letters.push(letter.join('\n'))
        letter = undefined
        socket.write('250 taken\r\n')
      } else if (line === 'DATA') {
        letter = []
        socket.write('354 go on\r\n')
      } else socket.write(line.startsWith('EHLO') ? '250-here\r\n250 8BITMIME\r\n' : line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n')
    }
  })
})

const listening = (server) => new Promise((done) => server.listen(0, '127.0.0.1', () => done(server.address().port)))
const [web, smtp] = await Promise.all([listening(vendors), listening(post)])
const folder = mkdtempSync(join(tmpdir(), 'fieldloop-channels-'))
const address = `http://127.0.0.1:${web}`
process.env.FIELDLOOP_CHANNELS = join(folder, 'channels.toml')
process.env.SMS_SECRET = secret
writeFileSync(process.env.FIELDLOOP_CHANNELS, `
[aliyun]
key_id = "LTAI-test"
key_secret = "env:SMS_SECRET"
address = "${address}"
[wecom]
address = "${address}"
[smtp]
host = "127.0.0.1"
port = ${smtp}
security = "none"
from = "新风电器 <service@example.com>"
`)

await journey('messages-sent', async ({ page, browser, base, picture, api, enter }) => {
  const [desk, dispatcher, manager] = await Promise.all(['desk', 'dispatcher', 'manager'].map(api))
  await enter(page, 'admin')
  await page.goto(`${base}/notices`)
  await page.getByText('没有启用任何发送通道').waitFor()
  await page.locator('tbody tr').first().waitFor()
  await picture('1-nothing-goes-out')

  // the company switches its channels on
  await page.getByText('发送通道', { exact: true }).click()
  const rows = page.locator('tbody tr')
  await rows.filter({ hasText: '微信公众号' }).getByText('服务器未配置').waitFor()
  const dialog = page.getByRole('dialog')
  const edit = async (name, fill) => {
    await rows.filter({ hasText: name }).getByRole('button', { name: '修改' }).click()
    await dialog.getByRole('checkbox', { name: '启用这个通道' }).check()
    await fill()
  }
  const keep = async () => {
    await dialog.getByRole('button', { name: '保存' }).click()
    await dialog.waitFor({ state: 'hidden' })
  }
  await edit('阿里云短信', async () => {
    await dialog.getByLabel('短信签名').fill('新风电器')
    await dialog.getByLabel('已取消 模板编号').fill('SMS_154950909')
    await dialog.getByLabel('已取消 参数').fill('number, who=nobody')
  })
  await dialog.getByRole('button', { name: '保存' }).click()
  await dialog.getByText('有不认识的占位符').waitFor()
  await picture('2-a-wrong-name')
  await dialog.getByLabel('已取消 参数').fill('number, who=customer')
  await keep()
  await edit('企业微信群机器人', () => dialog.getByLabel('机器人地址或 key').fill(`${address}/cgi-bin/webhook/send?key=693a-test-key`))
  await keep()
  await edit('邮件', () => dialog.getByLabel('办公室邮箱').fill('office@example.com'))
  await keep()
  await rows.filter({ hasText: '***-key' }).getByText('已启用').waitFor()
  await picture('3-channels-on')

  // a customer is told by SMS that their order is called off
  const cancelled = async () => {
    const order = await anOrder(desk, { name: '周敏', phone: freshPhone() })
    await desk('POST', `/orders/${order.id}/cancellation`, { reason: 'customer_request' })
    return order
  }
  const outbox = async (status, of = page) => {
    await of.goto(`${base}/notices${status ? `?status=${status}` : ''}`)
    await of.locator('tbody tr').first().waitFor()
  }
  const until = async (what, holds) => {
    for (let tries = 0; tries < 100; tries++) {
      if (await holds()) return
      await new Promise((done) => setTimeout(done, 200))
    }
    throw new Error(`${what} did not come`)
  }
  const of = async (order) => (await desk('GET', `/notices?order_id=${order.id}`)).items
  const first = await cancelled()
  await until('the SMS', async () => heard.sms.length === 1)
  assert.equal(heard.sms[0].SignName, '新风电器')
  assert.deepEqual(JSON.parse(heard.sms[0].TemplateParam), { number: first.number, who: '周敏' })
  await until('its receipt', async () => (await of(first)).some((each) => each.status === 'sent'))

  // the vendor refuses: it says why, and is sent again when that is mended
  refusal = 'isv.AMOUNT_NOT_ENOUGH'
  const second = await cancelled()
  await until('the refusal', async () => (await of(second)).some((each) => each.status === 'failed'))
  await outbox('failed')
  const failed = rows.filter({ hasText: second.number })
  await failed.getByText('账户余额或套餐不足').waitFor()
  await picture('4-refused')
  refusal = undefined
  await failed.getByRole('button', { name: '重发' }).click()
  await dialog.getByRole('button', { name: '重发' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await until('the second SMS', async () => heard.sms.length === 2)
  await page.goto(`${base}/orders/${second.id}`)
  await page.locator('section.trail').getByText('重发通知').waitFor()

  // an offer stands in the technicians' group; that it was declined, in the group and in the office's mailbox
  const order = await anOrder(desk)
  const visit = order.visits[0].id
  const { candidates } = await dispatcher('GET', `/visits/${visit}/recommendations`)
  const people = (await manager('GET', '/users?role=technician&limit=200')).items
  const chosen = people.find((user) => user.id === candidates[0].technician_id)
  await dispatcher('POST', `/visits/${visit}/offers`, { technician_id: chosen.id })
  await until('the offer in the group', async () => heard.robot.some((each) => each.text.content.includes(order.number)))
  assert.equal(heard.robot.at(-1).key, '693a-test-key')
  const technician = await api(chosen.login)
  await technician('POST', `/visits/${visit}/declining`, { reason: 'schedule_full', note: '' })
  await until('the letter', async () => heard.letters.some((each) => each.includes(order.number)))
  assert.match(heard.letters.at(-1), /To: office@example\.com/)
  await until('all of them', async () => (await of(order)).filter((each) => each.status === 'sent').length >= 3)
  await outbox('')
  await rows.filter({ hasText: order.number }).first().waitFor()
  await picture('5-the-outbox')

  const night = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en', timezoneId: 'Asia/Shanghai' })).newPage()
  await night.addInitScript(() => {
    localStorage.setItem('fieldloop.language', 'en')
    localStorage.setItem('fieldloop.dark', 'yes')
  })
  await enter(night, 'admin')
  await outbox('', night)
  await picture('6-english-by-night', night)
  await night.getByText('Channels', { exact: true }).click()
  await night.locator('tbody tr', { hasText: 'Alibaba' }).getByRole('button').click()
  await night.getByRole('dialog').getByLabel('SMS signature').waitFor()
  await picture('7-a-channel-by-night', night)
})
vendors.close()
post.close()
rmSync(folder, { recursive: true, force: true })
