// What the machines' room shows on other rooms' pages.
export { default as MachineFinder } from './MachineFinder.vue'
