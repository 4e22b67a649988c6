import { expect, test } from 'vitest'
import { tellWhatIsCut } from './cut'

/** A place of 100 pixels with words of so many. */
function place(words: number, title = ''): HTMLElement {
  const it = Object.assign(document.createElement('td'), {
    className: 'fl-cut',
    title,
    innerHTML: ' 欧阳 <b>上官</b>\n诸葛 ',
  })
  let wide = words
  Object.defineProperties(it, {
    clientWidth: { value: 100 },
    scrollWidth: {
      get: () => wide,
      set: (now) => {
        wide = now
      },
    },
  })
  document.body.append(it)
  return it
}
const over = (it: Element) => it.dispatchEvent(new Event('pointerover', { bubbles: true }))

test('what is cut is told whole under the pointer, what fits is not told twice, and a title of its own stays', () => {
  tellWhatIsCut()
  const [cut, fits, own] = [place(140), place(100), place(140, '自己的')] as const
  for (const it of [cut.querySelector('b') as Element, fits, own]) over(it)
  expect([cut.title, fits.title, own.title]).toEqual(['欧阳 上官 诸葛', '', '自己的'])
  // the column became wider
  Object.assign(cut, { scrollWidth: 90 })
  over(cut)
  expect(cut.hasAttribute('title')).toBe(false)
})
