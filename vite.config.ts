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

/** What the first picture needs beside the entry: the page asks for it at once, and not when the entry has been read and run. */
const FIRST_PICTURE = { part: '/src/ui/features/stage/stage.tsx', faces: /ibm-plex-(sans-latin-[456]00|mono-latin-400)-normal-.*\.woff2$/ }

function firstPictureAtOnce(): Plugin {
  return {
    name: 'hopscope:first-picture-at-once',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {} }) => {
        const files = Object.values(bundle)
        const faces = files.filter((file) => FIRST_PICTURE.faces.test(file.fileName))
        const link = (attrs: Record<string, string>) => ({ tag: 'link', attrs: { crossorigin: '', ...attrs }, injectTo: 'head' as const })
        return faces.map((face) => link({ rel: 'preload', as: 'font', type: 'font/woff2', fetchpriority: 'low', href: `./${face.fileName}` }))
      },
    },
  }
}

/** What the bundler knows of a module: who imports it without waiting. */
type ModuleOf = (id: string) => { readonly isEntry: boolean; readonly importers: readonly string[] } | null

/** One file for the page and one for the first picture, not one for each set of parts that share a module. */
const FILES = [
  { name: 'page', isRoot: (id: string, moduleOf: ModuleOf) => moduleOf(id)?.isEntry === true },
  { name: 'first-picture', isRoot: (id: string) => id.endsWith(FIRST_PICTURE.part) },
].map(({ name, isRoot }, at) => ({
  priority: 2 - at,
  includeDependenciesRecursively: false,
  name: (id: string, bundle: { readonly getModuleInfo: ModuleOf }) => {
    const moduleOf: ModuleOf = (each) => bundle.getModuleInfo(each)
    return [...neededBy(id, moduleOf)].some((each) => isRoot(each, moduleOf)) ? name : null
  },
}))

/** The module, and every one that cannot run before it has. */
function neededBy(id: string, moduleOf: ModuleOf): ReadonlySet<string> {
  const needing = new Set([id])
  for (const each of needing) for (const importer of moduleOf(each)?.importers ?? []) needing.add(importer)
  return needing
}

/** The page: relative addresses, so that the built folder works below any path of a static host. */
export default defineConfig({
  base: './',
  cacheDir: '.cache/vite',
  plugins: [react(), tailwindcss(), withoutPolicyWhileDeveloping(), firstPictureAtOnce()],
  // the shell's package names it for commands that are left out (src/terminal/text-commands.ts)
  resolve: { alias: { 'node:zlib': fileURLToPath(new URL('./src/terminal/no-compression.ts', import.meta.url)) } },
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    chunkSizeWarningLimit: 1000,
    manifest: true,
    rolldownOptions: { output: { codeSplitting: { groups: FILES } } },
    // a link for each file of a late part, a dozen parts at once, holds the page's thread up longer than the files take to come
    modulePreload: { polyfill: false, resolveDependencies: (_file, files, { hostType }) => (hostType === 'html' ? files : files.filter((file) => file.endsWith('.css'))) },
    // faces stay files, the smallest too: the page's policy takes none that stand in a style sheet
    assetsInlineLimit: (path) => (/\.woff2?$/.test(path) ? false : undefined),
  },
  server: { host: '127.0.0.1' },
  preview: { host: '127.0.0.1', port: 4173, strictPort: false },
})
