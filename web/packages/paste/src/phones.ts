// Phone numbers in a text: mobiles, landlines with area code, 400 numbers, foreign ones with +; extensions; labels before them.
import type { Sheet } from './sheet'

export interface Phones {
  /** The first mobile, else the first number: +86… */
  phone: string
  extension: string
  others: string[]
  /** Where the first one stood, for who looks for a name beside it. */
  at: number
}

interface Found {
  number: string
  extension: string
  is_mobile: boolean
  from: number
  to: number
}

const gap = '[ \\-—.]{0,2}'
const before = '(?<![0-9A-Za-z]|[0-9A-Za-z]-)'
const after = '(?![0-9])'
const tail = '(?:(?:[\\s,，]*(?:转|分机)|\\s*(?:ext\\.?|#|-))\\s*(\\d{1,6})(?!\\d))?'
const mobile = new RegExp(
  `${before}(?:\\(?(?:\\+|00)?86\\)?${gap})?(1[3-9]\\d)${gap}(\\d{4})${gap}(\\d{4})${after}${tail}`,
  'gi',
)
// 3-3-5 and 4-3-4 are rarer ways to break a mobile
const mobile_oddly = new RegExp(
  `${before}(?:(?:\\+|00)?86${gap})?(1[3-9]\\d{2})[ -](\\d{3})[ -](\\d{4})${after}${tail}`,
  'gi',
)
const landline = new RegExp(
  `${before}(?:\\(?(?:\\+|00)86\\)?${gap})?[(（]?(0(?:10|2\\d|[3-9]\\d{2}))[)）]?[ \\-—]{0,2}([2-8]\\d{2,3})${gap}(\\d{4})${after}${tail}`,
  'gi',
)
const service = new RegExp(`${before}([48]00)${gap}(\\d{3})${gap}(\\d{4})${after}${tail}`, 'gi')
const foreign = /\+(?!86)\d{1,3}[ -]?(?:\(?\d{1,4}\)?[ -]?){2,5}\d{2,4}/g

const phone_label =
  /(?:(?:联系|客户|用户|我的|收件人?|收货人?|备用|固定|家庭|公司|办公|本人)的?)?(?:电话号码|手机号码|联系方式|联系电话|电话|手机号|手机|联系|固话|座机|总机|号码|备用|微信|tel|phone|mobile|mob)(?:号码?)?[1-3一二三]?(?:是|为)?[\s:：\-—,，.】\]\ue001]*$/i

export function readPhones(sheet: Sheet): Phones {
  const found = [...numbersIn(sheet)].sort((a, b) => a.from - b.from)
  const first = found.find((each) => each.is_mobile) ?? found[0]
  for (const { from, to } of found) {
    sheet.take(from, to)
    const label = phone_label.exec(sheet.left().slice(0, from))
    if (label) sheet.take(label.index, from)
  }
  const others = found.filter((each) => each.number !== first?.number).map(({ number }) => number)
  if (first?.extension) takeEchoes(sheet, first.extension)
  return {
    phone: first?.number ?? '',
    extension: first?.extension ?? '',
    others: [...new Set(others)],
    at: first?.from ?? -1,
  }
}

function* numbersIn(sheet: Sheet): Generator<Found> {
  const rest = { text: sheet.text }
  const kinds: [RegExp, (parts: RegExpExecArray) => string, boolean][] = [
    [mobile, (parts) => `+86${parts[1]}${parts[2]}${parts[3]}`, true],
    [mobile_oddly, (parts) => `+86${parts[1]}${parts[2]}${parts[3]}`, true],
    [foreign, (parts) => `+${parts[0].replace(/\D/g, '')}`, false],
    [landline, (parts) => `+86${parts[1]?.slice(1)}${parts[2]}${parts[3]}`, false],
    [service, (parts) => `+86${parts[1]}${parts[2]}${parts[3]}`, false],
  ]
  for (const [kind, number, is_mobile] of kinds) {
    const seen = rest.text
    for (const parts of seen.matchAll(kind)) {
      const [from, to] = [parts.index, parts.index + parts[0].length]
      rest.text = rest.text.slice(0, from) + '\ue000'.repeat(to - from) + rest.text.slice(to)
      yield { number: number(parts), extension: parts[4] ?? '', is_mobile, from, to }
    }
  }
}

/** A shop's number that forwards says its extension again behind name and address: 王小虎[1234]. */
function takeEchoes(sheet: Sheet, extension: string): void {
  for (const echo of sheet.left().matchAll(new RegExp(`[[【(（]\\s*${extension}\\s*[\\])）】]`, 'g')))
    sheet.take(echo.index, echo.index + echo[0].length)
}
