// After a build: what a customer's phone loads first (script and style, gzip) to see how an order stands, refused above the limit.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const limit_kb = 150
const dist = new URL('./dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist)))

function files(name, seen = new Set()) {
  if (seen.has(name)) return []
  seen.add(name)
  const { file, css = [], imports = [] } = manifest[name]
  return [file, ...css, ...imports.flatMap((each) => files(each, seen))]
}

const loaded = [...new Set(files('index.html'))]
const kb = loaded.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length, 0) / 1000
console.log(
  `first load with an order's page: ${kb.toFixed(0)} kB gzip in ${loaded.length} files (limit ${limit_kb} kB)`,
)
if (kb > limit_kb) process.exit(1)
