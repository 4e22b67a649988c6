// The parts of an address after its region: street, compound, building, unit, room; read over spaces and line breaks.
import { between, gap, wall } from './sheet'

export interface AddressParts {
  street: string
  compound: string
  building: string
  unit: string
  room: string
}

export interface AddressFound extends AddressParts {
  from: number
  to: number
}

const numerals = '一二三四五六七八九十百零〇两壹贰叁肆伍陆柒捌玖拾'
const hanzi = '[\\u4e00-\\u9fff]'
const sep = '\\ue002'
const s = `${sep}?`

const town = new RegExp(
  `^${s}(?:${hanzi}{1,9}?(?:街道|苏木|经济开发区|开发区)|${hanzi}{1,6}?[镇乡](?!大厦|花园|公寓|小区))`,
)
const village = new RegExp(
  `^${s}(?:${hanzi}{1,9}?(?:社区居委会|居委会|村委会|社区(?=${s}${hanzi})|自然村|村|屯|寨|嘎查|组(?=${s}\\d|$|${sep})))(?:${s}(?:\\d+|[${numerals}]+)[组社队号](?!楼))*(?:${s}村?[东西南北中]?[头口边尾]?第(?:\\d+|[${numerals}]+)[家户])?`,
)
const direction = `(?:[东西南北中](?=${s}[甲乙]?\\d|$|${sep})|[东西南北中]?(?:段|延伸段)|[${numerals}]段|延[长伸]线|辅路)?`
const number = `(?:(?:[甲乙丙丁]|新)?\\d+(?:-\\d+)?(?:号院|支?弄|号(?:之[${numerals}])?(?!楼|院|大街|线|店)|院)(?:\\d+支?弄)*)`
const road = new RegExp(
  `^${s}(?:${hanzi}{0,6}\\d+号(?:大街|路)|(?:(?!村|小区)[\\u4e00-\\u9fffA-Za-z]){1,14}?(?:公路|大道|大街|路口|路|街|道|巷|胡同|条(?=${s}[甲乙]?\\d)|线(?=${s}\\d)))(?:[路街巷口]|里(?=\\d))?${direction}(?:${s}${number})?(?:[与和]${hanzi}{1,10}(?:路|街|道|大道)(?:交叉口|交汇处|交口|路口|口))?`,
)
const numbered = new RegExp(`^${s}${number}`)

const count = `(?:\\d{1,4}|[${numerals}]{1,3})`
const building_one = [
  `[A-Za-z]?${count}(?:-?[A-Za-z]\\d?|[甲乙])?(?:号(?:写字|办公|教学)?楼|#楼?|＃楼?|栋楼?|幢楼?|座|舍|号院楼|号库)`,
  `[A-Za-z]{1,2}\\d{0,3}(?:号楼|座|栋|幢|楼|塔)`,
  `\\d{1,3}-[A-Za-z](?:幢|栋|座|号楼)`,
  `[东西南北中金银主副](?:座|塔楼?|楼)(?!${hanzi}{2}|[A-Za-z\\d]{1,2}(?:座|栋|幢|号楼))`,
  `\\d{1,4}楼(?=${s}(?:\\d{1,2}|[${numerals}]|[东西])(?:单元|门))`,
].join('|')
const building = new RegExp(`^${s}(?:(?:${building_one})(?:(?:${building_one}))?)`)
const building_number = new RegExp(
  `^${s}[甲乙]?\\d{1,4}号(?:之[${numerals}])?(?!楼|院|线|店|${hanzi}{0,3}路|公馆|公园|庄园|码头|广场|别墅|\\d+(?:栋|幢|座|号楼))`,
)
const unit = new RegExp(
  `^${s}(?:(?:\\d{1,2}|[${numerals}]{1,2}|[甲乙丙丁东西南北中A-Za-z])单元|(?:\\d{1,2}|[${numerals}])门(?!店|诊|卫|口))`,
)
const triple = /^\ue002?([A-Za-z]?\d{1,3})[-—](\d{1,2})[-—](\d{2,4}[A-Za-z]?)(?![\d-])(?:室|房|号)?/
const pair = /^\ue002?([A-Za-z]\d{0,2}|\d{1,3})[-—](\d{3,4}[A-Za-z]?)(?![\d-])(?:室|房|号)?/
const floor = `(?:\\d{1,3}|[${numerals}]{1,3}|负[${numerals}\\d])(?:楼|层|[Ff](?![A-Za-z]))`
const not_a_room = `(?!\\d|区|期|元|台|次|个|月|日|点|年|寸|匹|升|米|天|块|多|名|号线|[:：]\\d)`
const room_one = [
  `[A-Za-z]?\\d{3,5}(?:-\\d{2,4})?[A-Za-z]?(?![A-Za-z])`,
  `\\d{1,3}-\\d{1,4}(?:-\\d{1,2})?`,
  `\\d{1,2}[A-Za-z](?![A-Za-z])`,
  `[A-Za-z]\\d{1,4}`,
].join('|')
const side = `[东西南北中](?:户|侧|厢房|边户|室|间)?`
const room = new RegExp(
  `^${s}(?:${floor}(?:${s}[东西南北前后中][户侧间]|-?\\d{1,4}[A-Za-z]?(?:室|房间?|号房?|户)?|[A-Za-z](?:室|房)|${s}(?:${room_one})(?:室|房间?|号房?|户)?)?|(?:${room_one})(?:${side})?(?:室|房间?|号房|号(?!${hanzi}{0,2}(?:线|楼))|户)?${not_a_room}|[${numerals}]{2,5}(?:室|房|号)|\\d{1,2}(?:室|房|号(?=$|${sep}))|[前后东西南北中](?:楼|户|厢房)|[A-Za-z](?:室|房))`,
)

/** Behind a unit alone: 一单元七零二. */
const room_in_words = new RegExp(`^${s}[${numerals}]{3,4}(?!${hanzi})`)

const counted = /^(?:号|弄|栋|幢|座|单元|楼|层|室|#)/
const place_words =
  '小区|花园|大厦|广场|公寓|家园|新村|名苑|雅苑|豪庭|华庭|公馆|别墅|中心|大楼|大学|学院|中学|小学|学校|幼儿园|医院|宾馆|酒店|饭店|商场|商城|超市|市场|公园|工业园|产业园|科技园|软件园|创业园|园区|家属院|家属区|宿舍|院子|国际|[东西南北]?[一二三四五六七八九十ABCDEF]区|[一二三四五六七八九十]期|[苑园城府邸庭院里湾村寓厦墅轩阁居郡岸]'
const place_end = new RegExp(`(?:${place_words})$`)
const place_inside = new RegExp(`^.*(?:.{2}|^)(?:${place_words})`)

/** Reads from `at` (where the region ended). `left` is the text with what was taken blanked out. */
export function readAddress(left: string, at: number): AddressFound {
  const run = runFrom(left, at)
  const { street, end } = readStreet(run.text)
  const tail = findTail(run.text, end, street !== '')
  let compound = clean(run.text.slice(end, tail.from))
  // 1号楼1202室万科城市花园 says the place last
  const last = compound || !tail.room ? undefined : /^[\u4e00-\u9fff]{3,12}(?=\ue002|$)/.exec(run.text.slice(tail.to))
  if (last && place_end.test(last[0])) {
    compound = last[0]
    tail.to += last[0].length
  }
  return {
    street: clean(street),
    compound,
    building: tail.building,
    unit: tail.unit,
    room: tail.room,
    from: at,
    to: run.origin(tail.to),
  }
}

/** Whether an address begins with this: a road with its number, or a place with a building in it. */
export function beginsAddress(text: string): boolean {
  const one = text.split(/[\s,，。;；!！?？\ue000]/)[0] ?? ''
  const { street, end } = readStreet(one)
  if (/\d(?:号|弄|院)/.test(street)) return true
  const tail = findTail(one, end, false)
  return Boolean((tail.building || tail.unit) && /[\u4e00-\u9fff]{2}/.test(one.slice(0, tail.from)))
}

interface Run {
  text: string
  origin(at: number): number
}

/** The pieces that go on as an address, joined by one sign; a wall or a piece about something else ends them. */
function runFrom(left: string, at: number): Run {
  const pieces = piecesFrom(left, at)
  const text: string[] = []
  const places: number[] = []
  let so_far = ''
  for (const [nth, piece] of pieces.entries()) {
    const first = nth === 0 && piece.from === at
    if (!first && !goesOn(so_far, piece.text, pieces[nth + 1]?.text ?? '')) break
    if (so_far) {
      text.push('\ue002')
      places.push(piece.from)
    }
    text.push(...piece.text)
    places.push(...piece.at)
    so_far = text.join('')
  }
  return { text: so_far, origin: (end) => (end === 0 ? at : (places[end - 1] ?? at) + 1) }
}

interface Piece {
  text: string
  from: number
  /** Where each of its signs stood. */
  at: number[]
}

function piecesFrom(left: string, at: number): Piece[] {
  const pieces: Piece[] = []
  let from = at
  const push = (to: number) => {
    if (to <= from) return
    const [text, places] = [left.slice(from, to), Array.from({ length: to - from }, (_, nth) => from + nth)]
    const last = pieces.at(-1)
    // 9 号, 3 号楼: only a space breaks them
    if (!last || !/\d$/.test(last.text) || !counted.test(text) || left.slice(last.from, from).includes('\n'))
      pieces.push({ text, from, at: places })
    else {
      last.text += text
      last.at.push(...places)
    }
  }
  for (let c = at; c < left.length; c++) {
    const sign = left.charAt(c)
    if (sign === wall || /[!！?？]/.test(sign)) {
      push(c)
      return pieces
    }
    // a hyphen between digits is part of a number
    const is_inside =
      /[-—]/.test(sign) && /[\dA-Za-z]/.test(left.charAt(c - 1)) && /[\dA-Za-z]/.test(left.charAt(c + 1))
    if ((between.test(sign) && !is_inside) || sign === gap) {
      push(c)
      from = c + 1
    }
  }
  push(left.length)
  return pieces
}

/** Whether this piece still belongs to the address that begins with `so_far`. */
function goesOn(so_far: string, piece: string, next: string): boolean {
  const { street, end } = readStreet(so_far)
  const tail = findTail(so_far, end, street !== '')
  if (tail.room) return /[楼层]$/.test(tail.room) && /^\d{3,4}[A-Za-z]?(?:室|房)?$/.test(piece)
  const place = clean(so_far.slice(end, tail.from))
  // an area of the town still has places in it
  const has_place = (place !== '' && !/(?:社区|村|园区|商务区|开发区|新区|校区)$/.test(place)) || tail.building !== ''
  if (covers(building, piece) || covers(unit, piece)) return true
  if (/^(?:\d{2,5}[A-Za-z]?|[A-Za-z]\d{2,4}|\d{1,2}[A-Za-z]|\d{1,3}-\d{1,4}(?:-\d{1,4})?)$/.test(piece))
    return has_place || street !== ''
  if (covers(room, piece)) return has_place || street !== ''
  if (tail.building) return false
  if (building_number.test(piece) && so_far) return true
  const own = readStreet(piece)
  const own_tail = findTail(piece, own.end, own.street !== '')
  if (own.street && !street.includes('号') && plausible(piece)) return true
  if (own_tail.building || own_tail.unit) return true
  if (own_tail.room && !has_place && own_tail.from > 1) return true
  if (has_place) return /^[\u4e00-\u9fff]{0,6}[一二三四五六七八九十东西南北]?[区期]$/.test(piece)
  if (piece.length >= 4 && place_end.test(piece)) return true
  // right behind the region an area, or any name before a place
  if (!so_far && /^[\u4e00-\u9fff]{2,10}$/.test(piece) && plausible(piece) && place_end.test(next)) return true
  // a name that says nothing of itself, before a building
  return (
    /^[\u4e00-\u9fff]{2,12}$/.test(piece) && (building.test(next) || building_number.test(next) || triple.test(next))
  )
}

function covers(part: RegExp, piece: string): boolean {
  return part.test(piece)
}

/** No sentence: nobody lives at 洗衣机坏了街道. */
function plausible(piece: string): boolean {
  return !/[了吗呢吧的]|维修|安装|故障|漏水|报修|坏|往里|旁边|对面|附近|隔壁/.test(piece.slice(0, 12))
}

function readStreet(text: string): { street: string; end: number } {
  let end = 0
  let has_town = false
  const eat = (part: RegExp) => {
    const met = part.exec(text.slice(end))
    if (met) end += met[0].length
    return met?.[0] ?? ''
  }
  // an area that is no division of its own: 高新区, or one whose city was not said
  const area = new RegExp(`^${s}${hanzi}{1,4}区(?=${s}(?:${hanzi}{1,12}(?:路|街|道|大道)))`)
  if (!road.exec(text)?.[0].includes('区')) eat(area)
  for (let times = 0; times < 3 && eat(town); times++) has_town = true
  if (has_town || /村委会/.test(text)) {
    for (let times = 0; times < 3; times++) {
      const before = end
      const met = village.exec(text.slice(end))?.[0] ?? ''
      // a road before the village's word is a road; a village with buildings is a compound
      if (!met || /[路街巷]/.test(met)) break
      if (
        new RegExp(`^(?:${building.source.slice(1)}|\\d+号楼|[一二三四五六七八九十东西]区)`).test(
          text.slice(end + met.length),
        )
      )
        break
      end += met.length
      if (end === before) break
    }
  }
  const first = eat(road)
  if (first && !/\d/.test(first)) {
    const more = road.exec(text.slice(end))?.[0] ?? ''
    if (/\d|口$/.test(more) && !new RegExp(`${place_words}`).test(more.slice(0, -4))) end += more.length
  }
  if (end > 0 && !/\d/.test(text.slice(0, end))) eat(numbered)
  return { street: text.slice(0, end), end }
}

interface Tail {
  from: number
  to: number
  building: string
  unit: string
  room: string
}

/** The first place from which building, unit and room can be read. */
function findTail(text: string, from: number, has_street: boolean): Tail {
  for (let at = from; at < text.length; at++) {
    if (at > from && /[\dA-Za-z]/.test(text.charAt(at)) && /[\dA-Za-z-]/.test(text.charAt(at - 1))) continue
    // 学府一号 8幢, 曹杨二村: a numeral inside a name
    if (
      at > from &&
      new RegExp(`[${numerals}]`).test(text.charAt(at - 1)) &&
      new RegExp(`[${numerals}]`).test(text.charAt(at))
    )
      continue
    const tail = readTail(text, at, at > from || /弄$/.test(text.slice(0, at)), has_street)
    if (tail) return tail
  }
  return { from: endOfPlace(text, from), to: endOfPlace(text, from), building: '', unit: '', room: '' }
}

function readTail(text: string, at: number, may_be_number: boolean, has_street: boolean): Tail | undefined {
  const tail: Tail = { from: at, to: at, building: '', unit: '', room: '' }
  const eat = (part: RegExp) => {
    const met = part.exec(text.slice(tail.to))
    if (met) tail.to += met[0].length
    return met
  }
  const short = eat(triple)
  if (short) return { ...tail, building: short[1] ?? '', unit: short[2] ?? '', room: short[3] ?? '' }
  tail.building = clean(eat(building)?.[0] ?? '')
  if (!tail.building) {
    const two = pair.exec(text.slice(at))
    if (two && may_be_number) {
      tail.to += two[0].length
      return { ...tail, building: two[1] ?? '', room: two[2] ?? '' }
    }
    if (may_be_number) tail.building = clean(eat(building_number)?.[0] ?? '')
  }
  if (tail.building) while (/^\ue002?[)）]/.test(text.slice(tail.to))) tail.to++
  tail.unit = clean(eat(unit)?.[0] ?? '')
  const before_room = tail.to
  const met = clean((eat(room) ?? (tail.unit ? eat(room_in_words) : null))?.[0] ?? '')
  // behind a bare name, a single number of two digits is none
  const is_alone = !tail.building && !tail.unit
  if (met && is_alone && !may_be_number && !has_street) tail.to = before_room
  else tail.room = bare(met)
  // 12层D座 says the floor first
  if (tail.room && !tail.building && /[楼层Ff]$/.test(tail.room)) tail.building = clean(eat(building)?.[0] ?? '')
  return tail.building || tail.unit || tail.room ? tail : undefined
}

/** Where nothing follows that can be counted: the end of the place's name, not of a sentence behind it. */
function endOfPlace(text: string, from: number): number {
  const stop = text.slice(from).search(/\ue002/)
  const rest = stop < 0 ? text.slice(from) : text.slice(from, from + stop)
  if (!rest) return from
  const known = place_inside.exec(rest)?.[0]
  if (known) return from + known.length
  return rest.length <= 10 && plausible(rest) && from > 0 ? from + rest.length : from
}

function bare(met: string): string {
  return met.replace(/(?:室|房间?|号房?|户)$/, (word, at: number) =>
    word === '户' && /[东西南北]/.test(met.charAt(at - 1)) ? word : '',
  )
}

function clean(text: string): string {
  return text.replace(/[\ue002\s()（）]/g, '')
}
