// Photos and papers: small in a row, large on a press; the field that takes new ones, and the list of those with captions.
export { default as CaptionedFiles } from './CaptionedFiles.vue'
export type { Captioned, Fresh } from './captioned'
export { default as FilesField } from './FilesField.vue'
export { default as PhotoStrip } from './PhotoStrip.vue'
export { fileAddress, type Photo, papersShown } from './photo'
