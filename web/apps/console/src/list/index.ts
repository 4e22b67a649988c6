// Lists: what narrows them stands in the address, their rows come page by page.
export { type Address, useAddress } from './address'
export { default as ListChoice } from './ListChoice.vue'
export { default as ListRows } from './ListRows.vue'
export { default as ListSheet } from './ListSheet.vue'
export { type Column, type Listed, rowsOf } from './list'
export { default as SearchBox } from './SearchBox.vue'
export { default as TabRow } from './TabRow.vue'
export { default as UnitChoice } from './UnitChoice.vue'
