// Builds the customer's pages, which stand at /c/; in development /api goes to a server on this machine.
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const server = process.env.FIELDLOOP_URL ?? 'http://127.0.0.1:8080'

export default defineConfig({
  base: '/c/',
  plugins: [vue()],
  server: { host: '127.0.0.1', port: 5175, proxy: { '/api': server } },
  preview: { host: '127.0.0.1', port: 4175, proxy: { '/api': server } },
  build: { target: ['chrome109', 'edge109', 'safari16.4'], assetsDir: 'assets', sourcemap: false, manifest: true },
})
