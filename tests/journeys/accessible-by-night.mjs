// Every page of the console by night, in Chinese: axe-core finds nothing serious or critical.
import { lookAtAll } from './_axe.mjs'
import { journey } from './_stage.mjs'

await journey('accessible-by-night', lookAtAll, { dark: true })
