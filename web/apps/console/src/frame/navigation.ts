// What each role finds on the left, in the order of the loop.
import { Histogram, Tickets, WarnTriangleFilled } from '@element-plus/icons-vue'
import type { Word } from '@fieldloop/words'
import type { Component } from 'vue'

export interface Place {
  to: string
  word: Word
  icon: Component
  /** Roles that work here; admins go everywhere. */
  roles: readonly string[]
}

const office = [
  'desk',
  'dispatcher',
  'manager',
  'quality',
  'finance',
  'provider',
  'storekeeper',
  'guide',
  'technician',
] as const

const places: readonly Place[] = [
  { to: '/cockpit', word: 'nav.cockpit', icon: Histogram, roles: ['manager', 'quality'] },
  { to: '/orders', word: 'nav.orders', icon: Tickets, roles: office },
  { to: '/failures', word: 'nav.failures', icon: WarnTriangleFilled, roles: ['manager', 'quality', 'desk'] },
]

export function placesOf(roles: readonly string[]): Place[] {
  return places.filter((place) => roles.some((role) => role === 'admin' || place.roles.includes(role)))
}

/** Where somebody with these roles begins the day. */
export function homeOf(roles: readonly string[]): string {
  return placesOf(roles)[0]?.to ?? '/orders'
}
