// What the room of money shows on other rooms' pages.
export { default as BillPart } from './BillPart.vue'
export { waitsForYes } from './bill'
export { default as SpentPart } from './SpentPart.vue'
