// After a build: what a phone loads first (script and style, gzip) to see today's visits and one of them, refused above the limit.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const limit_kb = 200
const dist = new URL('./dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist)))
const pages = ['src/rooms/visits/TodayPage.vue', 'src/rooms/visits/VisitPage.vue']

function files(name, seen = new Set()) {
  if (seen.has(name)) return []
  seen.add(name)
  const { file, css = [], imports = [] } = manifest[name]
  return [file, ...css, ...imports.flatMap((each) => files(each, seen))]
}

const loaded = [...new Set(['index.html', ...pages].flatMap((each) => files(each)))]
const kb = loaded.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length, 0) / 1000
console.log(
  `first load with ${pages.join(' and ')}: ${kb.toFixed(0)} kB gzip in ${loaded.length} files (limit ${limit_kb} kB)`,
)
if (kb > limit_kb) process.exit(1)
