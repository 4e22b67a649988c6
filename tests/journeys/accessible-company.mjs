// The pages of the company, and what opens over a page, in Chinese: axe-core finds nothing serious or critical.
import { lookAt } from './_axe.mjs'
import { journey } from './_stage.mjs'

await journey('accessible-company', (stage) => lookAt('company', stage))
