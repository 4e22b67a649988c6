// Every page of the console by night, in Chinese: axe-core finds no colour that is hard to read; the rest does not change at night.
import { lookAt } from './_axe.mjs'
import { journey } from './_stage.mjs'

await journey('accessible-by-night', (stage) => lookAt('all', stage, { colours: true }), { dark: true })
