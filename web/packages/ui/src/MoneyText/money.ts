// Minor units as text, by whole-number arithmetic only.

const sign: Record<string, string> = { CNY: '¥', USD: '$', EUR: '€', GBP: '£', JPY: '¥' }
const digits: Record<string, number> = { JPY: 0, KRW: 0 }

/** `moneyText(123400, 'CNY')` is `¥1,234.00`; negative amounts have the minus in front. */
export function moneyText(minor: number, currency = 'CNY'): string {
  const places = digits[currency] ?? 2
  const all = String(Math.abs(minor)).padStart(places + 1, '0')
  const whole = all.slice(0, all.length - places).replace(/\B(?=(\d{3})+$)/g, ',')
  const cents = places ? `.${all.slice(-places)}` : ''
  return `${minor < 0 ? '−' : ''}${sign[currency] ?? `${currency} `}${whole}${cents}`
}

/** What somebody typed in 元 as 分: `12.5` → 1250, `1,200` → 120000; undefined where it is no amount. */
export function minorOf(typed: string): number | undefined {
  const read = /^(-?)(\d{1,10})(?:\.(\d{1,2}))?$/.exec(typed.replace(/[,，\s¥]/g, ''))
  if (!read) return undefined
  const minor = Number(read[2]) * 100 + Number((read[3] ?? '').padEnd(2, '0'))
  return read[1] && minor ? -minor : minor
}
