// Photos and papers: small in a row, large on a press; and the field that takes new ones.
export { default as FilesField } from './FilesField.vue'
export { default as PhotoStrip } from './PhotoStrip.vue'
export { fileAddress, type Photo } from './photo'
