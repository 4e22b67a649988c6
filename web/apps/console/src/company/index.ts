// What the company has defined: its trade (types, categories, faults, reasons) and its outlets, by name.
export { type Trade, useTrade } from './trade'
export { useUnits } from './units'
