// After a build: writes the service worker, with the list of what it keeps, so that the app opens without a network.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const dist = fileURLToPath(new URL('./dist', import.meta.url))
const kept = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((each) => each.isFile())
  .map((each) => join(each.parentPath ?? each.path, each.name).slice(dist.length + 1))
  .filter((file) => file !== 'sw.js' && !file.startsWith('.vite'))
  .sort()
const whole = createHash('sha256')
for (const file of kept) whole.update(file).update(readFileSync(join(dist, file)))
const version = whole.digest('hex').slice(0, 16)
const worker = readFileSync(new URL('./shell-worker.js', import.meta.url), 'utf8')
const list = JSON.stringify(kept.map((file) => `/field/${file}`))
writeFileSync(join(dist, 'sw.js'), worker.replace("'VERSION'", `'${version}'`).replace("['FILES']", list))
console.log(`shell ${version}: ${kept.length} files are kept for when there is no network`)
