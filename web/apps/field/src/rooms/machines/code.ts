// What a code on a machine says: the label's link, or the serial number of its plate.

export type Code = { kind: 'label'; token: string } | { kind: 'serial'; serial: string }

/** `https://…/c/COMPANY/SECRET` is a label; anything else is taken for a serial number. */
export function codeOf(text: string): Code {
  const [, company, secret] = /\/c\/([\w-]{1,40})\/([\w-]{8,64})\/?(?:[?#].*)?$/.exec(text.trim()) ?? []
  if (company && secret) return { kind: 'label', token: `fll.${company}.${secret}` }
  return { kind: 'serial', serial: text.trim() }
}

/** Serial numbers are the same however they are written: by their letters and digits, without case. */
export const sameSerial = (one: string, other: string) => plain(one) === plain(other) && plain(one) !== ''
const plain = (serial: string) =>
  serial
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase()
