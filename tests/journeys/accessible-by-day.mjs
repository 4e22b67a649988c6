// Every page of the console by day, in Chinese: axe-core finds nothing serious or critical.
import { lookAtAll } from './_axe.mjs'
import { journey } from './_stage.mjs'

await journey('accessible-by-day', lookAtAll)
