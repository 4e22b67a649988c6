// What the room of steps shows on other rooms' pages.
export { blocks, progress } from './run'
export { default as StepsPart } from './StepsPart.vue'
export { spoken } from './spoken'
