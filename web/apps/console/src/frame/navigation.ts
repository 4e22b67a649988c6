// What somebody finds on the left, by what they may do, in the order of the loop.
import { Box, Calendar, Histogram, PhoneFilled, Tickets, User, WarnTriangleFilled } from '@element-plus/icons-vue'
import type { Word } from '@fieldloop/words'
import type { Component } from 'vue'

export interface Place {
  to: string
  word: Word
  icon: Component
  /** The right its page asks the server for. */
  needs: string
  /** The right without which the day does not begin here. */
  homeWith?: string
}

const places: readonly Place[] = [
  { to: '/cockpit', word: 'nav.cockpit', icon: Histogram, needs: 'insight.read' },
  { to: '/dispatch', word: 'nav.dispatch', icon: Calendar, needs: 'dispatch.read', homeWith: 'dispatch.assign' },
  { to: '/orders', word: 'nav.orders', icon: Tickets, needs: 'orders.read' },
  { to: '/intake', word: 'nav.intake', icon: PhoneFilled, needs: 'orders.open' },
  { to: '/customers', word: 'nav.customers', icon: User, needs: 'customers.read' },
  { to: '/machines', word: 'nav.machines', icon: Box, needs: 'assets.read' },
  { to: '/failures', word: 'nav.failures', icon: WarnTriangleFilled, needs: 'insight.read' },
]

export function placesOf(permissions: readonly string[]): Place[] {
  return places.filter((place) => permissions.includes(place.needs))
}

/** Where somebody with these rights begins the day. */
export function homeOf(permissions: readonly string[]): string {
  const begins = (place: Place) => !place.homeWith || permissions.includes(place.homeWith)
  return placesOf(permissions).find(begins)?.to ?? '/orders'
}
