import { fileURLToPath } from 'node:url'

import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

import { aliases } from './aliases.ts'

/** Where `npm run dev` finds a running `weighthouse serve`. */
const server = 'http://127.0.0.1:7878'

export default defineConfig(({ command }) => {
  // A NODE_ENV of the caller (vitest sets `test`) would put React's slow development build into dist.
  if (command === 'build') process.env.NODE_ENV = 'production'
  return {
    root: fileURLToPath(new URL('.', import.meta.url)),
    plugins: [react(), tailwindcss()],
    resolve: { alias: aliases },
    build: {
      outDir: 'dist',
      emptyOutDir: true,
      sourcemap: false,
      // The first versions with light-dark(), which carries both themes.
      target: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
      // Everything comes from the own origin: the content security policy allows no data: scripts or fonts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
    server: {
      port: 5173,
      proxy: { '^/(weighthouse\\.v1\\.|api/)': { target: server } },
    },
  }
})
