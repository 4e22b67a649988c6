// Every key that code may name. Files of codes that only arrive from the server need no line here: `code()` reads them.

import type areas from '../zh-CN/areas.json'
import type batch from '../zh-CN/batch.json'
import type board from '../zh-CN/board.json'
import type calendar from '../zh-CN/calendar.json'
import type calls from '../zh-CN/calls.json'
import type catalogue from '../zh-CN/catalogue.json'
import type company from '../zh-CN/company.json'
import type customer from '../zh-CN/customer.json'
import type customers from '../zh-CN/customers.json'
import type deeds from '../zh-CN/deeds.json'
import type exportWords from '../zh-CN/exports.json'
import type files from '../zh-CN/files.json'
import type frame from '../zh-CN/frame.json'
import type grabs from '../zh-CN/grabs.json'
import type guidance from '../zh-CN/guidance.json'
import type handover from '../zh-CN/handover.json'
import type identity from '../zh-CN/identity.json'
import type imports from '../zh-CN/import.json'
import type insight from '../zh-CN/insight.json'
import type intake from '../zh-CN/intake.json'
import type leads from '../zh-CN/leads.json'
import type list from '../zh-CN/list.json'
import type lowcode from '../zh-CN/lowcode.json'
import type machines from '../zh-CN/machines.json'
import type money from '../zh-CN/money.json'
import type notices from '../zh-CN/notices.json'
import type numbers from '../zh-CN/numbers.json'
import type offers from '../zh-CN/offers.json'
import type orders from '../zh-CN/orders.json'
import type payments from '../zh-CN/payments.json'
import type people from '../zh-CN/people.json'
import type phones from '../zh-CN/phones.json'
import type portal from '../zh-CN/portal.json'
import type quality from '../zh-CN/quality.json'
import type replan from '../zh-CN/replan.json'
import type reports from '../zh-CN/reports.json'
import type sales from '../zh-CN/sales.json'
import type simulations from '../zh-CN/simulations.json'
import type slots from '../zh-CN/slots.json'
import type start from '../zh-CN/start.json'
import type track from '../zh-CN/track.json'
import type webhooks from '../zh-CN/webhooks.json'

export type Word =
  | keyof typeof areas
  | keyof typeof batch
  | keyof typeof board
  | keyof typeof calendar
  | keyof typeof calls
  | keyof typeof catalogue
  | keyof typeof company
  | keyof typeof customer
  | keyof typeof customers
  | keyof typeof deeds
  | keyof typeof exportWords
  | keyof typeof files
  | keyof typeof frame
  | keyof typeof grabs
  | keyof typeof guidance
  | keyof typeof handover
  | keyof typeof identity
  | keyof typeof imports
  | keyof typeof insight
  | keyof typeof intake
  | keyof typeof leads
  | keyof typeof list
  | keyof typeof lowcode
  | keyof typeof machines
  | keyof typeof money
  | keyof typeof notices
  | keyof typeof numbers
  | keyof typeof offers
  | keyof typeof orders
  | keyof typeof payments
  | keyof typeof people
  | keyof typeof phones
  | keyof typeof portal
  | keyof typeof quality
  | keyof typeof replan
  | keyof typeof reports
  | keyof typeof sales
  | keyof typeof simulations
  | keyof typeof slots
  | keyof typeof start
  | keyof typeof track
  | keyof typeof webhooks
