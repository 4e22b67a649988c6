// Builds the phone app, which stands at /field/; in development /api goes to a server on this machine.
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const server = process.env.FIELDLOOP_URL ?? 'http://127.0.0.1:8080'

export default defineConfig({
  base: '/field/',
  plugins: [vue()],
  server: { host: '127.0.0.1', port: 5174, proxy: { '/api': server } },
  preview: { host: '127.0.0.1', port: 4174, proxy: { '/api': server } },
  worker: { format: 'es' },
  build: { target: ['chrome109', 'edge109', 'safari16.4'], assetsDir: 'assets', sourcemap: false, manifest: true },
})
