// Regions in a text: provinces, cities and districts by their names, also without 省, 市 or 区, also with steps left out.
import { between } from './sheet'

/** A region by its code of GB/T 2260 and its names from the province down: 330106, 浙江省 杭州市 西湖区. */
export interface Region {
  code: string
  names: readonly string[]
}

interface Node {
  code: string
  full: string
  /** How people call it: in full, and shorter. */
  names: string[]
  level: number
  up: Node | undefined
  below: Node[]
}

export interface RegionBook {
  provinces: Node[]
  cities: Node[]
  /** Districts by their full names; several where a name is no proof (西湖区). */
  districts: Map<string, Node[]>
  /** Begin of any name → nodes whose names begin so. */
  begins: Map<string, Node[]>
}

export interface RegionFound {
  /** Empty where the name is one of several. */
  code: string
  from: number
  to: number
  level: number
  /** Named with its own word: 市, 区 … */
  is_full: boolean
  /** How many of its names were said. */
  steps: number
}

const peoples =
  '壮|回|维吾尔|蒙古|藏|苗|彝|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|鄂温克|德昂|保安|裕固|独龙|鄂伦春|各|羌'
const of_peoples = new RegExp(`(?:(?:${peoples})族)+`)
const suffix = /(?:特别行政区|自治区|自治州|自治县|自治旗|新区|地区|省|市|区|县|盟|旗|州)$/

/** Prepares the names; done once, some milliseconds for all of China. */
export function regionBook(regions: readonly Region[]): RegionBook {
  const nodes = new Map<string, Node>()
  const book: RegionBook = { provinces: [], cities: [], districts: new Map(), begins: new Map() }
  for (const { code, names } of regions)
    names.reduce<Node | undefined>((up, full, at) => {
      const key = names.slice(0, at + 1).join(' ')
      const known = nodes.get(key)
      if (known) return known
      // a step on the way has the digits of its level
      const is_last = at === names.length - 1
      const own = is_last ? code : `${code.slice(0, at === 0 ? 2 : 4)}`.padEnd(6, '0')
      const level = at === 0 ? 1 : !is_last || own.endsWith('00') ? 2 : 3
      const node: Node = { code: own, full, names: callings(full, level), level, up, below: [] }
      nodes.set(key, node)
      up?.below.push(node)
      enter(book, node)
      return node
    }, undefined)
  return book
}

function enter(book: RegionBook, node: Node): void {
  if (node.level === 1) book.provinces.push(node)
  else if (node.level === 2) book.cities.push(node)
  else book.districts.set(node.full, [...(book.districts.get(node.full) ?? []), node])
  for (const name of node.names) {
    const begin = name.slice(0, 2)
    const known = book.begins.get(begin) ?? []
    if (!known.includes(node)) book.begins.set(begin, [...known, node])
  }
}

/** 大理白族自治州 → 大理白族自治州, 大理州, 大理; 浦东新区 → 浦东新区, 浦东. */
function callings(full: string, level: number): string[] {
  const bare = full.replace(suffix, '')
  const plain = bare.replace(of_peoples, '').replace(/维吾尔$/, '')
  const names = [full, bare, plain]
  if (full.endsWith('自治州')) names.push(`${plain}州`)
  if (full.endsWith('自治县')) names.push(`${plain}县`)
  if (level === 2 && full.endsWith('地区')) names.push(plain)
  return [...new Set(names.filter((name) => name.length >= 2))].sort((a, b) => b.length - a.length)
}

/** The region that is said most precisely, the first of equals; `near` is the code (or its beginning) of the region one is in. */
export function findRegion(text: string, book: RegionBook, near = ''): RegionFound | undefined {
  const all: RegionFound[] = []
  for (let at = 0; at < text.length - 1; at++) {
    const begun = book.begins.get(text.slice(at, at + 2))
    if (begun) all.push(...startingAt(text, at, begun, book, near))
  }
  // 中山市东区: the 东区 of another city does not stand behind 中山市
  const stray = (one: RegionFound) =>
    one.steps === 1 &&
    one.level === 3 &&
    all.some((other) => other.code && other.from < one.from && skip(text, other.to) === one.from)
  return all.filter((one) => !stray(one)).sort((a, b) => worth(b) - worth(a))[0]
}

function worth({ code, level, is_full, steps, from, to }: RegionFound): number {
  // an earlier one wins among equals, a longer one at the same place
  return level * 100_000 + (code ? 50_000 : 0) + steps * 30_000 + (is_full ? 20_000 : 0) - from * 10 + (to - from)
}

function* startingAt(text: string, at: number, begun: Node[], book: RegionBook, near: string): Generator<RegionFound> {
  for (const node of begun) {
    const name = node.names.find((each) => text.startsWith(each, at))
    if (!name) continue
    const to = at + name.length
    if (node.level < 3) {
      const is_full = name === node.full
      // 朝阳区 is not 朝阳市
      if (!isCut(text, to, is_full) && (is_full || !/^[区县旗]/.test(text.slice(to))))
        yield descend(text, node, at, to, name === node.full)
      continue
    }
    const lone = alone(node, name, book, near)
    if (lone && !isCut(text, to, name === node.full)) yield { ...lone, from: at, to, steps: 1 }
  }
}

/** A district without its city: sure where no other is called so, or where one is near. */
function alone(
  node: Node,
  name: string,
  book: RegionBook,
  near: string,
): { code: string; level: number; is_full: boolean } | undefined {
  const same = book.districts.get(node.full) ?? []
  const close = near ? same.filter(({ code }) => code.startsWith(near)) : []
  const sure = close.length === 1 ? close[0] : same.length === 1 ? same[0] : undefined
  if (sure && sure !== node) return undefined
  if (name === node.full) return { code: sure?.code ?? '', level: sure ? 3 : 2, is_full: true }
  // 昆山 is said without 市; 黄浦 without 区 may be a road
  if (sure && node.full.endsWith('市')) return { code: sure.code, level: 2, is_full: false }
  return undefined
}

/** From a province or city down as far as the text goes. */
function descend(text: string, top: Node, from: number, end: number, full: boolean): RegionFound {
  let [node, to, is_full, steps] = [top, end, full, 1]
  for (;;) {
    const next = skip(text, to)
    const again = node.names.find((name) => text.startsWith(name, next))
    const step = below(node).flatMap((each) => {
      const name = each.names.find(
        (called) => text.startsWith(called, next) && !isCut(text, next + called.length, called === each.full),
      )
      return name ? [{ each, name }] : []
    })
    const longest = step.sort((a, b) => b.name.length - a.name.length || a.each.level - b.each.level)[0]
    // 北京 北京市 海淀区 says the city as its own province
    if (again && node.level === 1 && (!longest || again.length > longest.name.length)) {
      to = next + again.length
      continue
    }
    if (!longest) return { code: node.code, from, to, level: node.level, is_full, steps }
    node = longest.each
    to = next + longest.name.length
    is_full = longest.name === node.full
    steps++
    // 密云县 was renamed, and goes on being called so
    if (!is_full && node.level === 3 && /^[区县市]/.test(text.slice(to))) {
      to++
      is_full = true
    }
  }
}

/** What may follow: one's own parts, and the parts of those where a step is left out (江苏省昆山市). */
function below(node: Node): Node[] {
  return node.level === 1 ? [...node.below, ...node.below.flatMap((city) => city.below)] : node.below
}

function skip(text: string, at: number): number {
  let to = at
  while (to < text.length && between.test(text.charAt(to))) to++
  return to
}

/** A short name that goes on as another word: 南京 in 南京西路, 朝阳 in 朝阳路, 白云 in 白云机场. */
function isCut(text: string, to: number, is_full: boolean): boolean {
  const next = text.slice(to, to + 3)
  if (is_full) return false
  return /^(?:[东西南北中]?[一二三四五六七八九十]?(?:路|街(?!道)|大道|大街|巷)|公路|大厦|广场|花园|国际|机场|站|桥|店|城\d|人|族|大学|湾|湖)/.test(
    next,
  )
}
