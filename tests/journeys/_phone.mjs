// What several journeys do on a technician's phone: taps counted, steps answered, photos taken, signatures written.

const nobody = { stroke() {}, tap: (what) => what.first().click() }

/** A hand whose taps are counted. */
export function counting(page) {
  const hand = {
    taps: 0,
    async tap(what) {
      hand.taps++
      await what.first().click()
    },
    stroke() {
      hand.taps++
    },
  }
  return hand
}

/** Everything has arrived. */
export async function sent(page) {
  await page.locator('header .sign').first().waitFor({ timeout: 5_000 }).catch(() => undefined)
  // what was put in is counted a moment later: nothing waits only when nothing has waited for a while
  const until = Date.now() + 15_000
  for (let still = 0; still < 4; await page.waitForTimeout(250)) {
    still = (await page.locator('header .sign b').count()) ? 0 : still + 1
    if (Date.now() > until) throw new Error('something still waits to be sent')
  }
}

/** A stroke over the pad, and done. */
export async function sign(page, hand = nobody) {
  const pad = page.locator('canvas.pad:visible')
  await pad.waitFor()
  await page.waitForTimeout(400)
  const box = await pad.boundingBox()
  await page.mouse.move(box.x + 40, box.y + 120)
  await page.mouse.down()
  for (let x = 0; x < 12; x++) await page.mouse.move(box.x + 40 + x * 22, box.y + 120 + (x % 2 ? 40 : -40), { steps: 2 })
  await page.mouse.up()
  hand.stroke()
  await hand.tap(page.locator('.fp-sheet:visible').getByRole('button', { name: '确认签字' }))
  await page.locator('canvas.pad:visible').waitFor({ state: 'detached' }).catch(() => undefined)
}

/** Answers whatever is asked, until nothing is left; what an answer opens is answered too. Of `choices` by the step's name, else the first. Tells how much it was. */
export async function answerSteps(page, choices = {}) {
  let deeds = 0
  for (let round = 0; round < 120; round++) {
    const step = page.locator('article.step:not(.done)', { has: page.locator('h2 i') }).first()
    if (!(await step.count())) break
    deeds++
    await step.scrollIntoViewIfNeeded()
    if (await step.getByRole('checkbox').count()) await step.getByRole('checkbox').click()
    else if (await step.getByRole('radio').count()) await choice(step, choices)
    else if (await step.locator('.add').count()) await photograph(page, step)
    else if (await step.locator('input[inputmode=decimal]').count()) await read(step)
    else if (await step.getByRole('button', { name: '签字' }).count()) {
      await step.getByRole('button', { name: '签字' }).click()
      await sign(page)
    } else {
      const field = step.locator('textarea, input').first()
      await field.fill(`SN${Date.now()}`)
      await field.blur()
    }
    await page.waitForTimeout(150)
  }
  return deeds
}

async function choice(step, choices) {
  const name = (await step.locator('h2').innerText()).replace(/ \*$/, '')
  const wanted = Object.entries(choices).find(([of]) => name.includes(of))?.[1]
  await (wanted ? step.getByRole('radio', { name: wanted }) : step.getByRole('radio').first()).click()
}

async function photograph(page, step) {
  await step.locator('.add').click()
  const camera = page.locator('.camera:visible')
  await camera.getByRole('button', { name: '拍照', exact: true }).waitFor()
  await page.waitForFunction(() => ![...document.querySelectorAll('.shutter')].some((each) => each.offsetParent && each.disabled))
  await camera.getByRole('button', { name: '拍照', exact: true }).click()
  await camera.getByRole('button', { name: '使用' }).click()
  if (await camera.isVisible()) await camera.getByRole('button', { name: '关闭相机' }).click().catch(() => undefined)
  await page.locator('.camera:visible').waitFor({ state: 'hidden' }).catch(() => undefined)
}

/** A reading in the middle of its limits. */
async function read(step) {
  const limits = (await step.locator('header .fl-faint').innerText().catch(() => '')).replace('−', '-')
  const [, min, max] = /(-?[\d.]*)–(-?[\d.]*)/.exec(limits) ?? []
  const value = min && max ? (Number(min) + Number(max)) / 2 : Number(min || max || 1)
  const field = step.locator('input')
  await field.fill(String(Math.round(value * 1e4) / 1e4))
  await field.blur()
}

/** The signature of a form of the customer's page. */
export async function signHere(page) {
  const pad = page.locator('canvas')
  await pad.scrollIntoViewIfNeeded()
  const box = await pad.boundingBox()
  await page.mouse.move(box.x + 40, box.y + 60)
  await page.mouse.down()
  for (let at = 0; at < 20; at++) await page.mouse.move(box.x + 40 + at * 10, box.y + 60 + (at % 4) * 18)
  await page.mouse.up()
}

/** From accepted to working, each step by its button. */
export async function goThere(page) {
  await page.getByRole('button', { name: '出发' }).click()
  await page.getByRole('button', { name: '到达' }).click()
  await page.getByRole('button', { name: '都好了，开工' }).click()
  await page.waitForURL(/\/steps$/)
  await page.locator('article.step').first().waitFor()
}
