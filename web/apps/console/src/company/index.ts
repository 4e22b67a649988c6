// What the company has defined: its trade (types, categories, faults, reasons), its outlets and its technicians, by name.
export { useDrawnAreas } from './drawnAreas'
export { useTechnicianNames } from './technicians'
export { type Trade, useTrade } from './trade'
export { sendsSomebody, useUnits } from './units'
