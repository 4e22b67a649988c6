// What the camera shows on other rooms' pages.
export { default as PhotosPart } from './PhotosPart.vue'
export { default as PhotoTile } from './PhotoTile.vue'
