// Who can take over from somebody who leaves.
import type { Wire } from '@fieldloop/api'

/** What went over, from whom to whom. */
export type HandedOver = Wire['HandedOver'] & { from: string; to: string; isClosed: boolean }

const sells: readonly Wire['Role'][] = ['guide', 'manager', 'admin']

/** Colleagues at work: only those who sell where there are customers or sales to look after; one's own unit first, guides before others. */
export function successors(
  leaver: Wire['UserShown'],
  users: Wire['UserShown'][],
  needs_guide: boolean,
): Wire['UserShown'][] {
  const distance = (user: Wire['UserShown']) =>
    (user.unit_id === leaver.unit_id ? 0 : 2) + (user.roles.some((role) => leaver.roles.includes(role)) ? 0 : 1)
  return users
    .filter((user) => user.id !== leaver.id && user.status === 'active')
    .filter((user) => !needs_guide || user.roles.some((role) => sells.includes(role)))
    .sort((a, b) => distance(a) - distance(b) || a.name.localeCompare(b.name, 'zh'))
}
