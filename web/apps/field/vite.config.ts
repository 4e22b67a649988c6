// Builds the phone app, which stands at /field/; in development /api goes to a server on this machine.
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { prunedWords } from '../../packages/words/pruned.mjs'

const server = process.env.FIELDLOOP_URL ?? 'http://127.0.0.1:8080'

const sources = [
  './src',
  '../../packages/ui/src',
  '../../packages/offline/src',
  '../../packages/forms/src',
  '../../packages/api/src',
].map((each) => fileURLToPath(new URL(each, import.meta.url)))
// the trail tells of whatever an order meets: its events, and what their facts are called
const families = {
  more: [
    'event',
    'approval_method',
    'asset_status',
    'evidence_flag',
    'link_kind',
    'order_outcome',
    'sla_target',
    'via',
  ],
}

// a slow phone pays for each file: what every page needs is one, and what few of them share is not split further
const groups = [
  {
    name: 'start',
    test: (id: string) => !/index\.html|src\/main\.ts/.test(id),
    tags: ['$initial' as const],
    priority: 2,
  },
  { name: 'pages', test: (id: string) => !/zxing|uqr/.test(id), minShareCount: 2, priority: 1 },
]

export default defineConfig({
  base: '/field/',
  plugins: [prunedWords(sources, families), vue()],
  server: { host: '127.0.0.1', port: 5174, proxy: { '/api': server } },
  preview: { host: '127.0.0.1', port: 4174, proxy: { '/api': server } },
  worker: { format: 'es' },
  build: {
    target: ['chrome109', 'edge109', 'safari16.4'],
    assetsDir: 'assets',
    sourcemap: false,
    manifest: true,
    rolldownOptions: { output: { codeSplitting: { groups } } },
  },
})
