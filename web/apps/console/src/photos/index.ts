// Photos and papers: small in a row, large on a press.
export { default as PhotoStrip } from './PhotoStrip.vue'
export { fileAddress, type Photo } from './photo'
