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

/** A stroke over the pad that is open. */
export async function stroke(page) {
  const pad = page.locator('canvas.pad:visible')
  await pad.waitFor()
  await page.waitForTimeout(400)
  const box = await pad.boundingBox()
  await page.mouse.move(box.x + 40, box.y + 120)
  await page.mouse.down()
  for (let x = 0; x < 12; x++) await page.mouse.move(box.x + 40 + x * 22, box.y + 120 + (x % 2 ? 40 : -40), { steps: 2 })
  await page.mouse.up()
}

/** A stroke, and done. */
export async function sign(page, hand = nobody) {
  await stroke(page)
  hand.stroke()
  await hand.tap(page.locator('.fp-sheet:visible').getByRole('button', { name: '确认签字' }))
  await page.locator('canvas.pad:visible').waitFor({ state: 'detached' }).catch(() => undefined)
}

/** Answers whatever is asked, until nothing is left; what an answer opens is answered too. Of `choices` by the step's name, else the first. Tells how much it was. */
export async function answerSteps(page, choices = {}) {
  let deeds = 0
  // a page that has just been opened shows none yet
  await page.locator('article.step').first().waitFor()
  for (let round = 0; round < 120; round++) {
    const step = page.locator('article.step:not(.done)', { has: page.locator('h2 i') }).first()
    if (!(await step.count())) break
    deeds++
    await step.scrollIntoViewIfNeeded()
    if (await step.getByRole('checkbox').count()) await step.getByRole('checkbox').click()
    else if (await step.getByRole('radio').count()) await choice(step, choices)
    else if (await step.locator('.fp-tile-add').count()) await photograph(page, step)
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
  await step.locator('.fp-tile-add').click()
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

/** In the page: as if three hundred photos had been taken without a network, each of its own. */
export async function keepMany({ visit, about }) {
  const shelf = await new Promise((done, failed) => {
    const asked = indexedDB.open('fieldloop')
    asked.onsuccess = () => done(asked.result)
    asked.onerror = () => failed(asked.error)
  })
  const all = (store) =>
    new Promise((done) => {
      const asked = shelf.transaction(store).objectStore(store).getAll()
      asked.onsuccess = () => done(asked.result)
    })
  const { owner, skew_ms } = (await all('deeds')).at(-1)
  const paper = new OffscreenCanvas(1_600, 1_200)
  const pen = paper.getContext('2d')
  for (let nth = 0; nth < 300; nth++) {
    for (let at = 0; at < 60; at++) {
      pen.fillStyle = `hsl(${(at * 61 + nth * 7) % 360} 50% 55%)`
      pen.fillRect((at % 10) * 160, Math.floor(at / 10) * 200, 160, 200)
    }
    pen.fillStyle = '#fff'
    pen.font = '120px sans-serif'
    pen.fillText(String(nth), 100, 700)
    const blob = await paper.convertToBlob({ type: 'image/jpeg', quality: 0.82 })
    const bytes = await blob.arrayBuffer()
    const sha256 = [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    const at_ms = Date.now() - 300_000 + nth * 100
    const body = JSON.stringify({ sha256, kind: 'photo', taken_at: new Date(at_ms + (skew_ms ?? 0)).toISOString(), place: null })
    const tx = shelf.transaction(['deeds', 'files', 'bytes'], 'readwrite')
    tx.objectStore('bytes').put({ owner, sha256, bytes })
    tx.objectStore('files').put({ owner, sha256, media: 'image/jpeg', name: `${nth}.jpg`, at_ms, state: 'waiting', tries: 0, trouble: null })
    tx.objectStore('deeds').add({
      key: crypto.randomUUID(), owner, chain: visit, after: '', verb: 'visit.evidence', id: visit, part: '', seen: {}, at_ms, skew_ms, body,
      files: [sha256], about, state: 'waiting', tries: 0, trouble: null, answer: null, done_at_ms: null,
    })
    await new Promise((done, failed) => {
      tx.oncomplete = done
      tx.onerror = () => failed(tx.error)
    })
  }
  shelf.close()
}

/** In the page: a photo of 8,000 × 5,000. */
export async function largePhoto() {
  const paper = new OffscreenCanvas(8_000, 5_000)
  const pen = paper.getContext('2d')
  for (let at = 0; at < 400; at++) {
    pen.fillStyle = `hsl(${(at * 47) % 360} 40% 50%)`
    pen.fillRect((at % 20) * 400, Math.floor(at / 20) * 250, 400, 250)
  }
  const blob = await paper.convertToBlob({ type: 'image/jpeg', quality: 0.9 })
  const bytes = new Uint8Array(await blob.arrayBuffer())
  let text = ''
  for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768))
  window.longestGap?.()
  return { bytes: btoa(text) }
}

/** In the page: neither camera nor place is allowed, the memory is full when told, and the longest pause between two frames is kept. */
export function refusals() {
  const denied = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
  if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = denied
  const no = (_, failed) => {
    setTimeout(() => failed?.({ code: 1, PERMISSION_DENIED: 1, message: 'no' }))
    return 1
  }
  navigator.geolocation.watchPosition = no
  navigator.geolocation.getCurrentPosition = no
  for (const deed of ['add', 'put']) {
    const whole = IDBObjectStore.prototype[deed]
    IDBObjectStore.prototype[deed] = function (...facts) {
      if (window.memoryIsFull) throw new DOMException('full', 'QuotaExceededError')
      return whole.apply(this, facts)
    }
  }
  let last = 0
  let longest = 0
  const tick = (at) => {
    if (last) longest = Math.max(longest, at - last)
    last = at
    requestAnimationFrame(tick)
  }
  requestAnimationFrame(tick)
  window.longestGap = () => {
    const told = longest
    longest = 0
    return told
  }
}

/** What a hard day types: ten thousand characters, and emoji in every form. */
export const far_too_long = '水管漏水👨‍👩‍👧'.repeat(1_250)

/** Typed into a field of many lines, it stays whole, what is too much is said, and the button waits; then what fits is typed. */
export async function tooLong(within, label, button, fits) {
  const field = within.getByLabel(label).last()
  await field.fill(far_too_long)
  await within.getByText(/多了 \d+ 个字/).first().waitFor()
  if ((await field.inputValue()) !== far_too_long) throw new Error(`${label}: something was cut`)
  if (!(await within.getByRole('button', { name: button }).last().isDisabled())) throw new Error(`${label}: what is too long can be sent`)
  await field.fill(fits)
}

/** With a full memory it is pressed in vain and said so; with room again, pressed once more. */
export async function withoutRoom(page, press, still) {
  await page.evaluate(() => { window.memoryIsFull = true })
  await press()
  await page.getByText('手机存储已满').last().waitFor()
  await still()
  await page.evaluate(() => { window.memoryIsFull = false })
  await press()
}
