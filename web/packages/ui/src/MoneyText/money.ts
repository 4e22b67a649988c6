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
