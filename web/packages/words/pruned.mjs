// For an app that shows a part of the product only: leaves out of its words what nothing in it can say. A plugin of Vite.
//
// A key stays if the sources of the app, or of the packages it is built from, name it, or name the family before its first dot in a way
// that takes whatever comes (`way.${app}`, code('payer', …)), or if its family is one that the server speaks (`always`).
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What any answer of the server may bring: refusals, fields, why somebody pays, why something is under warranty. */
const always = ['error', 'field', 'field_name', 'payer_reason', 'problem', 'warranty']

/** Everything under a folder that is read by the compiler, tests apart. */
function sources(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile() && /\.(?:ts|vue)$/.test(each.name) && !/\.test\.ts$/.test(each.name))
    .map((each) => readFileSync(join(each.parentPath ?? each.path, each.name), 'utf8'))
}

/** Whether an app whose sources are `texts` can say a key; `more` are families that it takes whole, `never` those that it has no use for. */
export function sayable(texts, { more = [], never = [] } = {}) {
  const text = texts.join('\n')
  const named = new Set(Array.from(text.matchAll(/['"`]([a-z_0-9]+(?:\.[a-z_0-9]+)*)['"`]/g), (found) => found[1]))
  const families = new Set([...always, ...more])
  for (const [, family] of text.matchAll(/['"`]([a-z_0-9]+)\.(?:[a-z_0-9]+\.)*[a-z_0-9]*\$\{/g)) families.add(family)
  for (const [, family] of text.matchAll(/\bcode\(\s*['"`]([a-z_0-9]+)['"`]/g)) families.add(family)
  for (const family of never) families.delete(family)
  return (key) => named.has(key) || families.has(key.split('.')[0])
}

/** `folders` hold the app's sources and those of the packages it is built from. */
export function prunedWords(folders, families) {
  const here = fileURLToPath(new URL('.', import.meta.url))
  let says
  return {
    name: 'fieldloop-words',
    enforce: 'pre',
    buildStart() {
      says = sayable(folders.flatMap(sources), families)
    },
    load(id) {
      const file = relative(here, id.split('?')[0])
      if (!/^(?:zh-CN|en)[\\/][\w-]+\.json$/.test(file)) return
      const words = JSON.parse(readFileSync(join(here, file), 'utf8'))
      return JSON.stringify(Object.fromEntries(Object.entries(words).filter(([key]) => says(key))))
    },
  }
}
