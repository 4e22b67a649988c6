// A company's own accounts: the administrator says where they are, somebody signs in with one, whom nobody knows here is told so, and later gets
// an account at the first sign-in; who was given somebody's address does not become them, until an administrator loosens the bond. The provider stands on this machine: it describes itself, asks who one is, checks the secret and the
// proof of the code, and signs its tokens.
import assert from 'node:assert/strict'
import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { journey } from './_stage.mjs'

const [client_id, client_secret] = ['fieldloop', 's3cret~of_us']
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const key = { ...publicKey.export({ format: 'jwk' }), kid: randomBytes(6).toString('hex'), use: 'sig', alg: 'RS256' }
const url64 = (data) => Buffer.from(data).toString('base64url')
/** Codes that were given, with what was asked. */
const given = new Map()
const people = {
  boss: { sub: 'u-1', email: 'Boss@acme.example', email_verified: true, name: '老板' },
  wang: { sub: 'u-2', email: 'wang@acme.example', email_verified: true, name: '王新', preferred_username: 'wang.xin' },
  heir: { sub: 'u-9', email: 'boss@acme.example', email_verified: true, name: '继任者' },
}

function token(claims) {
  const message = `${url64(JSON.stringify({ alg: 'RS256', kid: key.kid }))}.${url64(JSON.stringify(claims))}`
  return `${message}.${createSign('RSA-SHA256').update(message).sign(privateKey, 'base64url')}`
}

const provider = createServer(async (request, response) => {
  const asked = new URL(request.url, issuer())
  let body = ''
  for await (const piece of request) body += piece
  const json = (status, told) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(told))
  if (asked.pathname === '/.well-known/openid-configuration')
    return json(200, {
      issuer: issuer(),
      authorization_endpoint: `${issuer()}/authorize`,
      token_endpoint: `${issuer()}/token`,
      jwks_uri: `${issuer()}/keys`,
      token_endpoint_auth_methods_supported: ['client_secret_basic'],
    })
  if (asked.pathname === '/keys') return json(200, { keys: [key] })
  if (asked.pathname === '/authorize') {
    const links = Object.entries(people).map(([who, { name }]) => `<p><a href="/as/${who}?${asked.searchParams}">${name}</a></p>`)
    return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<h1>Who are you?</h1>${links.join('')}<p><a href="/no?${asked.searchParams}">nobody</a></p>`)
  }
  const back = new URL(asked.searchParams.get('redirect_uri') ?? issuer())
  back.searchParams.set('state', asked.searchParams.get('state') ?? '')
  if (asked.pathname.startsWith('/as/')) {
    const code = randomBytes(9).toString('hex')
    given.set(code, { asked: asked.searchParams, who: people[asked.pathname.slice(4)] })
    back.searchParams.set('code', code)
    return response.writeHead(302, { location: back.href }).end()
  }
  if (asked.pathname === '/no') {
    back.searchParams.set('error', 'access_denied')
    return response.writeHead(302, { location: back.href }).end()
  }
  if (asked.pathname === '/token') {
    const form = new URLSearchParams(body)
    const grant = given.get(form.get('code'))
    given.delete(form.get('code'))
    const is_us = request.headers.authorization === `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`
    const proof = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url')
    const fits = grant && proof === grant.asked.get('code_challenge') && form.get('redirect_uri') === grant.asked.get('redirect_uri')
    if (!is_us || !fits) return json(400, { error: 'invalid_grant' })
    const now = Math.floor(Date.now() / 1000)
    const claims = { iss: issuer(), aud: client_id, iat: now, exp: now + 300, nonce: grant.asked.get('nonce'), ...grant.who }
    return json(200, { access_token: 'unused', token_type: 'Bearer', id_token: token(claims) })
  }
  return json(404, {})
})
await new Promise((done) => provider.listen(0, '127.0.0.1', done))
const issuer = () => `http://127.0.0.1:${provider.address().port}`
// it stands on this very machine
process.env.FIELDLOOP_ACCOUNTS_PRIVATE = 'true'

const company = { code: 'acme', name: '新风电器', password: 'correct horse' }

await journey('company-account', async ({ page, base, picture, api, enter, stranger }) => {
  await enter(page, 'admin')
  await page.goto(`${base}/sign-in-settings`)
  const form = page.locator('form', { has: page.getByLabel('按钮文字') })
  await form.getByLabel('在登录页显示按钮').check()
  await form.getByLabel('按钮文字').fill('企业账号登录')
  await form.getByLabel('提供方地址（issuer）').fill(`${issuer()}/elsewhere`)
  await form.getByLabel('客户端 ID').fill(client_id)
  await form.getByLabel('客户端密钥').fill(client_secret)
  await form.getByRole('button', { name: '保存' }).click()
  await form.getByRole('button', { name: '测试连接' }).click()
  await form.getByText('连不上').waitFor()
  await form.getByLabel('提供方地址（issuer）').fill(issuer())
  await form.getByRole('button', { name: '保存' }).click()
  await form.getByText('连不上').waitFor({ state: 'hidden' })
  await form.getByRole('button', { name: '测试连接' }).click()
  await page.getByText('提供方有应答').waitFor()
  await picture('1-set-up')

  // the administrator is known by an address
  const admin = await api('admin')
  const { items } = await admin('GET', '/users?q=admin')
  await admin('PATCH', `/users/${items[0].id}`, { email: 'boss@acme.example' })

  // a browser of somebody else: the button comes with the company's code
  const door = await stranger()
  await door.goto(`${base}/audit`)
  await door.waitForURL(/\/sign-in\?next=/)
  assert.equal(await door.getByRole('link', { name: '企业账号登录' }).count(), 0)
  await door.locator('#company').fill('acme')
  const button = door.getByRole('link', { name: '企业账号登录' })
  await button.waitFor()
  await picture('2-door', door)
  await button.click()
  await door.getByRole('link', { name: '老板' }).click()
  await door.waitForURL(`${base}/audit`)
  await door.getByText('用企业账号').first().waitFor()
  await picture('3-in', door)

  // whom nobody knows here, and who gives up there, are told so at the door
  const other = await stranger()
  await other.goto(`${base}/sign-in`)
  await other.locator('#company').fill('acme')
  await other.getByRole('link', { name: '企业账号登录' }).click()
  await other.getByRole('link', { name: 'nobody' }).click()
  await other.getByText('您在提供方那边取消了登录').waitFor()
  await other.getByRole('link', { name: '企业账号登录' }).click()
  await other.getByRole('link', { name: '王新' }).click()
  await other.getByText('这里没有对应这个企业账号的用户').waitFor()
  await picture('4-nobody', other)

  // the company wants accounts to be opened; on the phone somebody new comes in
  await form.getByLabel('首次登录自动建账号').check()
  await form.locator('.el-select__wrapper').nth(1).click()
  await page.getByRole('option', { name: '师傅' }).click()
  const saved = page.waitForResponse((answer) => answer.url().endsWith('/account-provider') && answer.request().method() === 'PUT')
  await form.getByRole('button', { name: '保存' }).click()
  assert.ok((await saved).ok())
  const phone = await stranger()
  await phone.setViewportSize({ width: 390, height: 844 })
  await phone.goto(`${base}/field/sign-in`)
  await phone.getByLabel('企业代码').fill('acme')
  await phone.getByRole('link', { name: '企业账号登录' }).or(phone.getByRole('button', { name: '企业账号登录' })).click()
  await phone.getByRole('link', { name: '王新' }).click()
  await phone.waitForURL((url) => url.pathname.startsWith('/field/') && !url.pathname.endsWith('/sign-in'))
  const me = await (await phone.request.get(`${base}/api/v1/session`)).json()
  assert.deepEqual([me.login, me.name, me.roles], ['wang.xin', '王新', ['technician']])
  await picture('5-phone', phone)

  // whoever was given the boss's address does not become the boss
  const heir = await stranger()
  await heir.goto(`${base}/sign-in`)
  await heir.locator('#company').fill('acme')
  await heir.getByRole('link', { name: '企业账号登录' }).click()
  await heir.getByRole('link', { name: '继任者' }).click()
  await heir.getByText('已经绑定了另一个企业账号').waitFor()
  await picture('6-another', heir)

  // the administrator sees who is bound, and loosens one: their phone is signed out
  await page.goto(`${base}/users`)
  const row = page.locator('tbody tr', { hasText: 'wang.xin' })
  await row.getByRole('button', { name: '解除绑定' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(issuer()).waitFor()
  await picture('7-bound')
  await dialog.getByRole('button', { name: '解除绑定' }).click()
  await row.getByRole('button', { name: '解除绑定' }).waitFor({ state: 'detached' })
  assert.equal((await phone.request.get(`${base}/api/v1/session`)).status(), 401)
}, { company })
provider.closeAllConnections()
provider.close()
