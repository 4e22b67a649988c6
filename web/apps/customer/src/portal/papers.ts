// Addresses of papers that the browser opens by itself: manuals, drawings, quotes, service reports. A plain link opens inside other apps
// too, where a window that is filled later is blocked; the pass in it opens this link's papers for a day, and nothing else.
import { language } from '@fieldloop/words'
import { portal } from './portal'

export const paperAddress = (sha256: string) => address(`papers/${sha256}`, {})
export const quoteAddress = (id: string) => address(`quotes/${id}/paper`, { lang: language() })
export const reportAddress = (version: number) => address(`reports/${version}`, { lang: language() })

function address(path: string, asked: Record<string, string>): string {
  return `/api/v1/portal/${path}?${new URLSearchParams({ ...asked, pass: portal.value?.pass ?? '' })}`
}
