// What stands at the bottom of the screen, by what a person may do.
import type { Word } from '@fieldloop/words'

export interface Tab {
  to: string
  word: Word
  icon: 'today' | 'chart' | 'alert' | 'talk' | 'sale' | 'people' | 'queue' | 'me'
}

export function tabsOf(permissions: string[]): Tab[] {
  const may = (permission: string) => permissions.includes(permission)
  const tabs: Tab[] = []
  if (may('visits.work')) tabs.push({ to: '/today', word: 'tab.today', icon: 'today' })
  if (may('insight.read')) tabs.push({ to: '/cockpit', word: 'tab.cockpit', icon: 'chart' })
  if (may('insight.read')) tabs.push({ to: '/exceptions', word: 'tab.exceptions', icon: 'alert' })
  // whoever manages may sell as well, but is not here for it
  const sells = may('sales.edit') && !may('insight.read')
  if (sells && may('leads.edit')) tabs.push({ to: '/leads', word: 'tab.leads', icon: 'talk' })
  if (sells) tabs.push({ to: '/sales', word: 'tab.sales', icon: 'sale' })
  if (sells) tabs.push({ to: '/customers', word: 'tab.customers', icon: 'people' })
  return [...tabs, ...everybodys]
}

const everybodys: Tab[] = [
  { to: '/queue', word: 'tab.queue', icon: 'queue' },
  { to: '/me', word: 'tab.me', icon: 'me' },
]

/** Nothing of one's work is on the phone: parts, accounts and settings are the office's. */
export const worksElsewhere = (permissions: string[]) => tabsOf(permissions).length === everybodys.length

/** Where somebody begins. */
export function homeOf(permissions: string[]): string {
  return worksElsewhere(permissions) ? '/me' : (tabsOf(permissions)[0]?.to ?? '/me')
}
