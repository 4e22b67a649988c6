// Help beside a page: a page that has some says so in its route (`meta: { help: 'cockpit' }`), its text lives in packages/words/help.
import { defineAsyncComponent } from 'vue'

export const HelpPanel = defineAsyncComponent(() => import('./HelpPanel.vue'))
