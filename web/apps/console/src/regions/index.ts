// Regions by name, wherever a code of them is shown or asked for; neither the names nor the picker are in the first load.
import { defineAsyncComponent } from 'vue'

export { default as RegionText } from './RegionText.vue'
export { isOwn, useRegions } from './useRegions'
export const RegionPicker = defineAsyncComponent(() => import('./RegionPicker.vue'))
export { usePaste } from './usePaste'
