// What the room of leads shows on other rooms' pages.
export { default as LeadMonthPart } from './LeadMonthPart.vue'
