import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import vue from '@vitejs/plugin-vue'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  plugins: [vue({ features: { optionsAPI: false } })],
  resolve: { alias: { '@': here('./src') } },
  define: { __VUE_OPTIONS_API__: false, __VUE_PROD_DEVTOOLS__: false },
  build: {
    outDir: process.env.OUTPOST_UI_OUT ?? 'dist',
    emptyOutDir: true,
    target: 'es2021',
    manifest: true,
    // The server sends `default-src 'self'`: neither data: addresses nor inline scripts would be allowed to load.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        index: here('./index.html'),
        kiosk: here('./kiosk.html'),
        staff: here('./staff.html'),
        hq: here('./hq.html'),
      },
    },
  },
  // An address, not a name: a bare machine has none for itself.
  server: { host: '127.0.0.1', proxy: { '/api': process.env.OUTPOST_API ?? 'http://127.0.0.1:8080' } },
  test: { include: ['tests/**/*.test.ts'], environment: 'node', setupFiles: ['tests/setup.ts'] },
} as Parameters<typeof defineConfig>[0])
