// What somebody finds on the left, by what they may do, in the order of the loop; the word and right of each page stand here once.
import {
  AlarmClock,
  Box,
  Calendar,
  ChatDotSquare,
  Collection,
  DataLine,
  Goods,
  Histogram,
  Iphone,
  Key,
  List,
  Lock,
  MapLocation,
  Message,
  Money,
  Notebook,
  OfficeBuilding,
  PhoneFilled,
  Postcard,
  Promotion,
  Setting,
  SetUp,
  Shop,
  SoldOut,
  Tickets,
  Timer,
  TrendCharts,
  Upload,
  User,
  Wallet,
  Warning,
  WarnTriangleFilled,
} from '@element-plus/icons-vue'
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

export interface Group {
  word: Word
  places: readonly Place[]
}

const groups: readonly Group[] = [
  {
    word: 'nav_group.overview',
    places: [
      { to: '/cockpit', word: 'nav.cockpit', icon: Histogram, needs: 'insight.read' },
      { to: '/exceptions', word: 'nav.exceptions', icon: Warning, needs: 'insight.read' },
      { to: '/failures', word: 'nav.failures', icon: WarnTriangleFilled, needs: 'insight.read' },
      { to: '/analyses', word: 'nav.analyses', icon: TrendCharts, needs: 'insight.read' },
      { to: '/simulations', word: 'nav.simulations', icon: DataLine, needs: 'simulations.run' },
    ],
  },
  {
    word: 'nav_group.work',
    places: [
      { to: '/dispatch', word: 'nav.dispatch', icon: SetUp, needs: 'dispatch.read', homeWith: 'dispatch.assign' },
      { to: '/orders', word: 'nav.orders', icon: Tickets, needs: 'orders.read' },
      { to: '/intake', word: 'nav.intake', icon: PhoneFilled, needs: 'orders.open' },
      { to: '/slots', word: 'nav.slots', icon: AlarmClock, needs: 'dispatch.read' },
      { to: '/leads', word: 'nav.leads', icon: Shop, needs: 'leads.read' },
      { to: '/sales', word: 'nav.sales', icon: SoldOut, needs: 'sales.read' },
      { to: '/reviews', word: 'nav.reviews', icon: ChatDotSquare, needs: 'reviews.read' },
      { to: '/notices', word: 'nav.notices', icon: Message, needs: 'orders.talk' },
      { to: '/expenses', word: 'nav.expenses', icon: Wallet, needs: 'expenses.approve' },
      { to: '/ledger', word: 'nav.ledger', icon: Money, needs: 'money.read' },
    ],
  },
  {
    word: 'nav_group.files',
    places: [
      { to: '/customers', word: 'nav.customers', icon: Postcard, needs: 'customers.read' },
      { to: '/machines', word: 'nav.machines', icon: Box, needs: 'assets.read' },
      { to: '/technicians', word: 'nav.technicians', icon: User, needs: 'people.read' },
      { to: '/shifts', word: 'nav.shifts', icon: Timer, needs: 'people.read' },
      { to: '/areas', word: 'nav.areas', icon: MapLocation, needs: 'people.read' },
    ],
  },
  {
    word: 'nav_group.company',
    places: [
      { to: '/products', word: 'nav.products', icon: Goods, needs: 'catalogue.read' },
      { to: '/trade', word: 'nav.trade', icon: Collection, needs: 'catalogue.read' },
      { to: '/calendar', word: 'nav.calendar', icon: Calendar, needs: 'company.admin' },
      { to: '/company', word: 'nav.company', icon: Setting, needs: 'company.admin' },
      { to: '/users', word: 'nav.users', icon: OfficeBuilding, needs: 'customers.hand_over' },
      { to: '/sign-in-settings', word: 'nav.sign_in', icon: Lock, needs: 'company.admin' },
      { to: '/numbers', word: 'nav.numbers', icon: List, needs: 'company.admin' },
      { to: '/request-pages', word: 'nav.request_pages', icon: Iphone, needs: 'company.admin' },
      { to: '/keys', word: 'nav.api_keys', icon: Key, needs: 'company.admin' },
      { to: '/webhooks', word: 'nav.webhooks', icon: Promotion, needs: 'company.admin' },
      { to: '/imports', word: 'nav.imports', icon: Upload, needs: 'imports.run' },
      { to: '/audit', word: 'nav.audit', icon: Notebook, needs: 'audit.read' },
    ],
  },
]

/** The groups with what these rights may open; a group with nothing in it is left out. */
export function groupsOf(permissions: readonly string[]): Group[] {
  return groups
    .map((group) => ({ ...group, places: group.places.filter((place) => permissions.includes(place.needs)) }))
    .filter((group) => group.places.length > 0)
}

/** All pages that these rights may open, in order. */
export function placesOf(permissions: readonly string[]): Place[] {
  return groupsOf(permissions).flatMap((group) => group.places)
}

/** Where somebody with these rights begins the day. */
export function homeOf(permissions: readonly string[]): string {
  const begins = (place: Place) => !place.homeWith || permissions.includes(place.homeWith)
  return placesOf(permissions).find(begins)?.to ?? '/orders'
}
