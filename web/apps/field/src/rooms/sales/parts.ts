// What the guide's room shows on other rooms' pages, and how it sells.
export { default as AgreedParts } from './AgreedParts.vue'
export { agreedBody, isAgreed, nothingAgreed, useSelling } from './agreed'
export { default as MonthPart } from './MonthPart.vue'
export { default as ProductSheet } from './ProductSheet.vue'
export { default as WherePart } from './WherePart.vue'
