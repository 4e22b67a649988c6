// Builds the customer's pages, which stand at /c/; in development /api goes to a server on this machine.
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { prunedWords } from '../../packages/words/pruned.mjs'

const server = process.env.FIELDLOOP_URL ?? 'http://127.0.0.1:8080'

const sources = ['./src', '../../packages/ui/src', '../../packages/forms/src', '../../packages/api/src'].map((each) =>
  fileURLToPath(new URL(each, import.meta.url)),
)
const families = { never: ['event'] }
// a slow phone pays for each file: what every page needs is one, and what few of them share is not split further
const groups = [
  {
    name: 'start',
    test: (id: string) => !/index\.html|src\/main\.ts/.test(id),
    tags: ['$initial' as const],
    priority: 2,
  },
  { name: 'pages', test: (id: string) => !/uqr|divisions|pca-code/.test(id), minShareCount: 2, priority: 1 },
]

export default defineConfig({
  base: '/c/',
  plugins: [prunedWords(sources, families), vue()],
  server: { host: '127.0.0.1', port: 5175, proxy: { '/api': server } },
  preview: { host: '127.0.0.1', port: 4175, proxy: { '/api': server } },
  build: {
    target: ['chrome109', 'edge109', 'safari16.4'],
    assetsDir: 'assets',
    sourcemap: false,
    manifest: true,
    rolldownOptions: { output: { codeSplitting: { groups } } },
  },
})
