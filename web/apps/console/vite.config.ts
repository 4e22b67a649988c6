// Builds the console; in development /api goes to a server on this machine.
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const server = process.env.FIELDLOOP_URL ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [vue()],
  server: { host: '127.0.0.1', port: 5173, proxy: { '/api': server } },
  build: { target: ['chrome109', 'edge109', 'safari16.4'], assetsDir: 'assets', sourcemap: false, manifest: true },
})
