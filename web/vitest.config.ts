// One test run over every package and app of the workspace.
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  test: {
    environment: 'happy-dom',
    environmentOptions: { happyDOM: { url: 'http://127.0.0.1/' } },
    include: ['{packages,apps}/*/src/**/*.test.ts'],
    server: { deps: { inline: ['element-plus'] } },
  },
})
