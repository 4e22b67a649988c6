// The period that a page is about: chosen, kept in the address, and compared with the one before.
export { default as PeriodPicker } from './PeriodPicker.vue'
export { type Days, isDay, lengthOf, plusDays, presets } from './period'
export { type Period, usePeriod } from './usePeriod'
