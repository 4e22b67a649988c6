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

/** From the door to the signature: a visit that was accepted is carried out. */
export async function carryOut(technician, visit, signed_by) {
  for (const deed of ['departure', 'arrival', 'start']) await technician('POST', `/visits/${visit}/${deed}`, {})
  const manifest = []
  const shot = () => {
    manifest.push(photo())
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
  return technician('POST', `/visits/${visit}/completion`, { visit: { outcome: 'solved', manifest, signature: manifest.at(-1), signed_by } })
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
