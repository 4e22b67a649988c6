// Lists: what narrows them stands in the address, their rows come page by page.
export { type Address, useAddress } from './address'
export { default as ListSheet } from './ListSheet.vue'
export { type Listed, rowsOf } from './list'
export { default as SearchBox } from './SearchBox.vue'
export { default as TabRow } from './TabRow.vue'
