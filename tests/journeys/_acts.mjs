// What several journeys do: choose from a list, open an order, work a visit through as its technician would.
import assert from 'node:assert/strict'

/** Chooses an option of a list by its label, as a person does: open it, press the option. */
export async function choose(within, label, option) {
  const page = within.page?.() ?? within
  await listBox(within, label).click()
  await page.getByRole('option', { name: option }).first().click()
}

/** The field of a list as the hand finds it: what is chosen lies over its input. */
export function listBox(within, label) {
  const page = within.page?.() ?? within
  return within.locator('.el-select__wrapper', { has: page.getByRole('combobox', { name: label }) }).first()
}

/** A new household's order, as the desk takes it in. */
export async function anOrder(desk, part = {}) {
  const { name = '林晓东', phone = freshPhone(), region, address = '长兴路18号翠湖花园3号楼402', ...rest } = part
  const district = region ?? (await desk('GET', '/map')).districts[0].code
  const opened = await desk('POST', '/orders', {
    type: 'repair', channel: 'phone', category: 'fridge', described: '冰箱不制冷', on_duplicate: 'open',
    customer: { name, phone }, site: { region: district, address }, ...rest,
  })
  return desk('GET', `/orders/${opened.id ?? opened.order?.id}`)
}

let phones = 0
export function freshPhone() {
  phones += 1
  return `139${String(10_000_000 + process.pid * 100 + phones).slice(-8)}`
}

function photo() {
  return [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** From the door to the signature: a visit that was accepted is carried out; `taken` are photos that were sent already. */
export async function carryOut(technician, visit, signed_by, { taken = [], note = '', signature, before } = {}) {
  for (const deed of ['departure', 'arrival', 'start']) await technician('POST', `/visits/${visit}/${deed}`, {})
  const manifest = []
  const shot = () => {
    manifest.push(taken.shift() ?? photo())
    return manifest.at(-1)
  }
  const answerOf = {
    photo: (step) => Array.from({ length: step.min ?? 1 }, shot),
    video: () => [shot()],
    signature: shot,
    tick: () => true,
    reading: (step) => ((step.min ?? 0) + (step.max ?? 1)) / 2,
    choice: (step) => step.options[0].code,
    scan: () => `J-${visit.slice(-6)}`,
    text: () => '已确认',
  }
  for (let round = 0; round < 5; round++) {
    const run = await technician('GET', `/visits/${visit}/sop`)
    const open = run.steps.filter((each) => each.asked && each.answer === null)
    if (!open.length) break
    const answers = Object.fromEntries(open.map(({ step }) => [step.code, answerOf[step.kind](step)]))
    await technician('POST', `/visits/${visit}/sop-answers`, { answers })
  }
  if (!manifest.length) shot()
  await before?.()
  return technician('POST', `/visits/${visit}/completion`, { visit: { outcome: 'solved', note, manifest: signature ? [...manifest, signature] : manifest, signature: signature ?? manifest.at(-1), signed_by } })
}

/** Whoever the dispatcher's list recommends first, sent out and accepting: their hand, and under which name they sign in. */
export async function somebodyFree(dispatcher, admin, base, api, visit) {
  const { candidates } = await dispatcher('GET', `/visits/${visit}/recommendations`)
  const best = candidates[0]
  const users = (await admin('GET', '/users?limit=500')).items
  const login = users.find((each) => each.id === best.technician_id).login
  await dispatcher('POST', `/visits/${visit}/assignment`, { technician_id: best.technician_id, override_reason: '客户等得急' })
  return Object.assign(await api(login), { login })
}

/** Somebody more in the demo company, with everybody's password. */
export async function colleague(admin, base, part) {
  const { password } = await (await fetch(`${base}/api/v1/welcome`)).json()
  return admin('POST', '/users', { password, ...part })
}

/** Nothing of the page stands beyond its right edge. */
export async function fitsInWidth(page, what) {
  const over = await page.evaluate(() => {
    const main = document.querySelector('main') ?? document.documentElement
    const wide = [document.documentElement, main].filter((each) => each.scrollWidth > each.clientWidth + 1)
    return wide.map((each) => `${each.tagName} ${each.scrollWidth} > ${each.clientWidth}`)
  })
  assert.deepEqual(over, [], `${what} is wider than the screen`)
}

/** Presses Tab until what is focused answers to the name. */
export async function tabTo(page, name, { back = false, most = 120 } = {}) {
  for (let pressed = 0; pressed < most; pressed++) {
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab')
    const here = await page.evaluate(() => {
      const it = document.activeElement
      return (it?.getAttribute('aria-label') || it?.textContent || it?.getAttribute('placeholder') || '').trim()
    })
    if (name instanceof RegExp ? name.test(here) : here === name) return
  }
  throw new Error(`no Tab leads to ${name}`)
}

/** The demo company takes up another trade: its pack, and two technicians of one outlet who are on duty and know all of it. */
export async function twoWhoCan(base, admin, dispatcher, pack) {
  if (pack) await admin('POST', `/packs/${pack}/installation`, {})
  const { skills } = await admin('GET', '/pack')
  const { now, people } = await (await fetch(`${base}/api/v1/welcome`)).json()
  const day = dayIn(now)
  const rows = (await dispatcher('GET', `/board?from=${day}&to=${day}&limit=200`)).items
  const is_on_duty = (row) => row.status === 'active' && row.shifts.some((shift) => Date.parse(shift.from_at) <= Date.parse(now) && Date.parse(shift.to_at) > Date.parse(now) + 4 * 3_600_000)
  const known = rows.filter(is_on_duty).flatMap((row) => {
    const person = people.find((each) => each.name === row.name && each.role === 'technician')
    return person ? [{ id: row.technician_id, name: row.name, login: person.login, unit_id: row.unit_id, busy: row.visits.length }] : []
  })
  const units = grouped(known)
  const two = [...units.values()].map((all) => all.sort((a, b) => a.busy - b.busy).slice(0, 2)).find((all) => all.length === 2)
  assert.ok(two, 'two technicians of one outlet are on duty')
  for (const { id } of two) {
    await admin('PUT', `/technicians/${id}/skills`, { skills: skills.filter((each) => !each.certificate).map((each) => ({ skill: each.code, level: 4 })) })
    await admin('PUT', `/technicians/${id}/certificates`, { certificates: skills.filter((each) => each.certificate).map((each) => ({ certificate: each.code, number: 'ZJ-2030', expires_on: '2030-12-31' })) })
  }
  return two
}

function grouped(all) {
  const units = new Map()
  for (const each of all) units.set(each.unit_id, [...(units.get(each.unit_id) ?? []), each])
  return units
}

/** `2026-11-21`, as the demo company's wall calendar says. */
export function dayIn(moment) {
  return new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Shanghai' }).format(new Date(moment))
}

/** Given to somebody, and a helper with them, at the first time from `after` on at which both are free. */
export async function give(dispatcher, visit, [lead, ...helpers], after) {
  const begin = Math.ceil(new Date(after).getTime() / 1_800_000) * 1_800_000
  const refused = (thrown) => {
    if (/double_booking/.test(thrown.message)) return undefined
    throw thrown
  }
  for (let at = begin; at < begin + 3 * 86_400_000; at += 1_800_000) {
    const chosen = { technician_id: lead.id, planned_from_at: new Date(at).toISOString(), override_reason: '和客户约好了' }
    const given = await dispatcher('POST', `/visits/${visit}/assignment`, chosen).catch(refused)
    if (!given) continue
    const joined = []
    for (const helper of helpers) joined.push(await dispatcher('POST', `/visits/${visit}/crew`, { technician_id: helper.id }).catch(refused))
    if (joined.every(Boolean)) return joined.at(-1) ?? given
    await dispatcher('POST', `/visits/${visit}/withdrawal`, { note: '助手没有时间' })
  }
  throw new Error(`nobody has time for the visit: ${[lead, ...helpers].map((each) => each.name)}`)
}

/** The customer's page of an order, with the digits said. */
export async function asCustomer(page, base, desk, order, phone) {
  const { path } = await desk('POST', `/orders/${order}/customer-links`, {})
  await page.goto(base + path)
  await page.getByLabel('手机号后四位').fill(phone.slice(-4))
  await page.getByRole('button', { name: '确定' }).click()
  await page.getByRole('heading', { name: '服务内容' }).waitFor()
}
