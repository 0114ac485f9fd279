import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import type { Plugin } from 'vite'

/**
 * The development server injects styles and scripts into the page, which the page's content security policy refuses;
 * the built page keeps the policy, and the browser tests run against that.
 */
function withoutPolicyWhileDeveloping(): Plugin {
  return {
    name: 'hopscope:without-policy-while-developing',
    apply: 'serve',
    transformIndexHtml: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ''),
  }
}

/** The page: relative addresses, so that the built folder works below any path of a static host. */
export default defineConfig({
  base: './',
  cacheDir: '.cache/vite',
  plugins: [react(), tailwindcss(), withoutPolicyWhileDeveloping()],
  // the shell's package names it for commands that are left out (src/terminal/text-commands.ts)
  resolve: { alias: { 'node:zlib': fileURLToPath(new URL('./src/terminal/no-compression.ts', import.meta.url)) } },
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    chunkSizeWarningLimit: 1000,
    manifest: true,
    // faces stay files, the smallest too: the page's policy takes none that stand in a style sheet
    assetsInlineLimit: (path) => (/\.woff2?$/.test(path) ? false : undefined),
  },
  server: { host: '127.0.0.1' },
  preview: { host: '127.0.0.1', port: 4173, strictPort: false },
})
