// What the guide's room shows on other rooms' pages.
export { default as MonthPart } from './MonthPart.vue'
export { default as ProductSheet } from './ProductSheet.vue'
