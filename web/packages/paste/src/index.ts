// Splits pasted text (张三 13800000000 上海市黄浦区…3号楼402) into name, phone, region, address and the rest in words.
import { type AddressFound, beginsAddress, readAddress } from './address'
import { findName, isTitle } from './names'
import { readPhones } from './phones'
import { findRegion, type RegionBook, type RegionFound } from './regions'
import { gap, type Sheet, sheetOf, wall } from './sheet'

export { type Region, type RegionBook, regionBook } from './regions'

/** What was read; what was not in the text is empty. */
export interface Pasted {
  name: string
  /** E.164: the first mobile, else the first number. */
  phone: string
  extension: string
  /** The other numbers. */
  others: string[]
  /** GB/T 2260; empty where it is not said without doubt. */
  region: string
  street: string
  compound: string
  building: string
  unit: string
  room: string
  /** The whole address in one line as it was written, the region with it. */
  address: string
  words: string
}

/** `near` is the code, or its beginning, of the region where a district without its city lies. */
export function paste(raw: string, book: RegionBook, near = ''): Pasted {
  const sheet = sheetOf(raw)
  const { phone, extension, others, at } = readPhones(sheet)
  for (const met of sheet.left().matchAll(sticker)) sheet.take(met.index, met.index + met[0].length, gap)
  takeLabels(sheet)
  const address = takeAddress(sheet, book, near)
  const named = findName(sheet.left(), at)
  if (named) takeName(sheet, named.from, named.to)
  return {
    name: named?.name ?? '',
    phone,
    extension,
    others,
    ...address,
    words: wordsLeft(raw, sheet.left()),
  }
}

/** A picture of a chat in words, as it is copied: [微笑]. */
const sticker =
  /\[(?:微笑|呲牙|抱拳|强|玫瑰|握手|OK|憨笑|捂脸|流泪|大哭|愉快|合十|爱心|拥抱|偷笑|破涕为笑|机智|害羞|可怜|尴尬|发怒|撇嘴|苦涩|皱眉|疑问|惊讶|鼓掌|庆祝|咖啡|太阳|月亮)\]/g
const mark = '[:：】\\])）\\-—]'
const label = new RegExp(
  `[【\\[(（]?(?:(?:收件|收货|寄件|安装|报修|服务|维修|上门|客户|用户|详细|联系|家庭|我的|送货|所在|(?<!更)新|现)*(?<![旧原老])(?:地址|住址|地区|省市区?|省份|城市|区县|街道|区域)|add(?:ress)?|邮编|邮政编码)\\s*${mark}+`,
  'gi',
)
const complaint = /[【[(（]?(?:报修(?:内容)?|故障现象|故障描述|故障|问题描述|问题|描述|备注|留言)\s*[:：】\]]+/g
const heading = /^(?:收货信息|收件信息|快递信息|报修信息|客户信息|用户信息)\s*[:：\n]/
/** Without a sign behind them these are labels only before what they name. */
const address_label =
  /(?:(?:收件|收货|寄件|安装|报修|服务|家庭|我的|家|客户|用户|寄回|退货|取件|送货|现|新)?地址|住址|住|地点|位置|我家?|家|人)(?:是|在|为)?[\s:：,，\-—\ue001]*$/
const bare_label = /^(?:我家?|家|人)$/
const name_label =
  /(?:(?:收件人|收货人|联系人|客户|用户)?姓名|收件人|收货人|寄件人|联系人|(?:单位|公司|店铺?)(?:名称?)?(?=[:：])|收件|收货|(?<![\u4e00-\u9fff])(?:客户|用户)|称呼|name|我叫|我是|我姓|名叫|本人)[\s:：\-—,，.【】\ue001]*$/i

function takeLabels(sheet: Sheet): void {
  for (const kind of [label, complaint, heading])
    for (const met of [
      ...sheet.left().matchAll(new RegExp(kind.source, kind.flags.includes('g') ? kind.flags : `${kind.flags}g`)),
    ])
      sheet.take(met.index, met.index + met[0].length, gap)
}

function takeAddress(sheet: Sheet, book: RegionBook, near: string) {
  const left = withoutFormer(sheet.left())
  const said = findRegion(left, book, near)
  const inner = said && districtApart(left, book, said)
  if (said && inner) sheet.take(said.from, said.to, gap)
  const region = inner ?? said
  const found = region ? around(left, region) : without(left)
  const none = { region: '', street: '', compound: '', building: '', unit: '', room: '', address: '' }
  if (!found) return none
  const { from, to, street, compound, building, unit, room } = found
  const address = sheet.text
    .slice(from, to)
    .replace(/[\s|"]/g, '')
    .split('')
    .join('')
  const written = [...left.slice(from, to)]
    .map((sign, nth) => (sign === gap ? '' : sheet.text.charAt(from + nth)))
    .join('')
  const line = written.replace(/[\s|"/,，]/g, '') || address
  sheet.take(from, to)
  const before = address_label.exec(sheet.left().slice(0, from))
  if (before && !bare_label.test(before[0])) sheet.take(before.index, from)
  takePostcode(sheet)
  return { region: found.region, street, compound, building, unit, room, address: line }
}

type Found = AddressFound & { region: string }

/** Where somebody lived before, or pays from, is nobody's way. */
function withoutFormer(left: string): string {
  const former = /(?:[旧原老](?:地址|住址|址)|(?:账单|发票)(?:地址|寄))[^；;。\n]*/g
  return left.replace(former, (met) => wall.repeat(met.length))
}

/** A district of the city that is said, elsewhere in the text: a form has a field for each. */
function districtApart(left: string, book: RegionBook, { code, level, is_full, from, to }: RegionFound) {
  if (!code || level > 2 || !is_full) return undefined
  const city = code.replace(/(?:00)+$/, '')
  const found = findRegion(left.slice(0, from) + wall.repeat(to - from) + left.slice(to), book, city)
  return found?.level === 3 && found.code.startsWith(city) ? found : undefined
}

function around(
  left: string,
  region: { code: string; from: number; to: number; level: number; is_full: boolean },
): Found | undefined {
  const address = readAddress(left, region.to)
  const says = address.street || address.compound || address.building || address.unit || address.room
  // 上海 alone in a sentence is no address, and 郊区 is one of many
  if (!says && (region.level < 3 || !region.is_full || !region.code)) return without(left)
  // a name that may be any of several stays where it is, as the beginning of the street
  const street = region.code ? address.street : left.slice(region.from, region.to) + address.street
  return { ...address, street, from: region.from, to: Math.max(address.to, region.to), region: region.code }
}

/** An address that names no region. */
function without(left: string): Found | undefined {
  for (const met of left.matchAll(/[^\s,，;；。!！?？|/"“”()（）[\]【】、:：\ue000\ue001]+/g)) {
    const said = /^(?:我?家?住?在|地址[是在]?|我家住?在?)/.exec(met[0])?.[0].length ?? 0
    if (!beginsAddress(left.slice(met.index + said))) continue
    const found = readAddress(left, met.index + said)
    return { ...found, region: '' }
  }
  return undefined
}

function takeName(sheet: Sheet, from: number, to: number): void {
  sheet.take(from, to)
  const before = name_label.exec(sheet.left().slice(0, from))
  if (before) sheet.take(before.index, from)
  for (const met of sheet.left().matchAll(/[^\s,，;；。!！?？|/"“”()（）[\]【】、:：\ue000\ue001]+/g))
    if (isTitle(met[0])) sheet.take(met.index, met.index + met[0].length)
}

function takePostcode(sheet: Sheet): void {
  for (const met of sheet.left().matchAll(/(?<![0-9A-Za-z-])\d{6}(?![0-9A-Za-z-])/g))
    sheet.take(met.index, met.index + 6)
}

/** What nobody took, as it was written: its own punctuation inside, none at its ends, line breaks kept. */
function wordsLeft(raw: string, left: string): string {
  const runs: { text: string; line: boolean }[] = []
  let from = 0
  const push = (to: number) => {
    const text = trimmed(raw.slice(from, to))
    if (/[\p{L}\p{N}]/u.test(text)) runs.push({ text, line: /\n/.test(raw.slice(Math.max(0, from - 1), from + 1)) })
  }
  for (let at = 0; at <= left.length; at++) {
    const sign = left.charAt(at)
    if (at < left.length && sign !== wall && sign !== gap) continue
    push(at)
    from = at + 1
  }
  return runs.map(({ text }) => text).join('，')
}

function trimmed(text: string): string {
  return text.replace(/^[\s,，;；。.、|/"“”:：()（）[\]【】\-—]+|[\s,，;；、|/"“”:：([（【\-—]+$/g, '')
}
