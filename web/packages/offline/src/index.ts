// A phone's work without a network: deeds kept in their order and sent exactly once, files by their content, answers kept to read.
export { Cabinet, type Kept } from './cabinet'
export { PhoneClock } from './clock'
export { Courier, type Sent } from './courier'
export { type Deed, type DeedState, isBlocked, type KeptFile, type Trouble, type Wish } from './deed'
export { Outbox, type OutboxOptions, type OutboxState, type Settlement, type Uploading } from './outbox'
export { hashOf, openShelf, type Shelf, StorageFull } from './shelf'
export { isMilestone, isVerb, type Verb, verbs } from './verbs'
