// What the machines' room shows on other rooms' pages.
import { defineAsyncComponent } from 'vue'

export { default as MachineFinder } from './MachineFinder.vue'
/** Not in the first load: most products have none. */
export const DrawingsPart = defineAsyncComponent(() => import('./DrawingsPart.vue'))
