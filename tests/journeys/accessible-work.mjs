// The pages of the day's work, in Chinese: axe-core finds nothing serious or critical.
import { lookAt } from './_axe.mjs'
import { journey, large } from './_stage.mjs'

await journey('accessible-work', (stage) => lookAt('work', stage), { size: large })
