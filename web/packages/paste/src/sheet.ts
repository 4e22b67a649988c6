// A text with marks on what has been read from it, so that each reader finds only what the ones before left.

/** What stands where something was taken (signs of nobody's alphabet): a wall for numbers and names, a mere gap for labels. */
export const wall = '\ue000'
export const gap = '\ue001'

export interface Sheet {
  /** The text in one width: digits, letters and signs of the keyboard, each at its place. */
  readonly text: string
  /** The same with what was taken blanked out. */
  left(): string
  take(from: number, to: number, as?: string): void
}

export function sheetOf(raw: string): Sheet {
  const text = fold(raw)
  let open = text
  return {
    text,
    left: () => open,
    take(from, to, as = wall) {
      open = open.slice(0, from) + as.repeat(Math.max(0, to - from)) + open.slice(to)
    },
  }
}

/** Full-width digits, letters and signs as half-width ones, pictures of a chat as spaces; Chinese punctuation stays; the length stays. */
function fold(raw: string): string {
  return raw
    .replace(/[０-９Ａ-Ｚａ-ｚ＋－＃／]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/\p{Extended_Pictographic}|[\u{1f3fb}-\u{1f3ff}\u{1f1e6}-\u{1f1ff}\ufe0f\u20e3]/gu, (sign) =>
      /[\d#*©®™]/.test(sign) ? sign : ' '.repeat(sign.length),
    )
    .replace(/\u00a0|\u200b|\u200c|\u200d|\u2060|\u3000|\ufeff|\t|\r/g, ' ')
}

/** What may stand between two parts of one thing. */
export const between = /[\s,，;；。.、|/"“”'‘’()（）[\]【】\-—:：\ue001]/
