import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { gzipSync } from 'node:zlib'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.yaml': 'text/yaml',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

/** A folder as a static host gives it: compressed, with nothing else between. */
export interface Site {
  readonly address: string
  close(): void
}

/** Builds the page into a folder of the cache and serves it. `mtuBytes` is that of the first built-in lab's segments, else as its file says. */
export async function openSite(mtuBytes?: number): Promise<Site> {
  const folder = join('.cache', 'bench', 'site')
  const { status } = spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error', '--outDir', folder, '--emptyOutDir'], { stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) throw new Error('the page does not build')
  return serveFolder(folder, (path, plain) => (mtuBytes !== undefined && path.endsWith('two-subnets.yaml') ? Buffer.from(withMtu(plain.toString('utf8'), mtuBytes)) : plain))
}

/**
 * `as` may give another body for a file, of which it gets the path (`/assets/index.js`) and the bytes. A file is compressed once,
 * as a static host keeps it: a page is not measured by how long its host takes to compress it.
 */
export async function serveFolder(folder: string, as: (path: string, plain: Buffer) => Buffer = (_path, plain) => plain): Promise<Site> {
  const compressed = new Map<string, Buffer>()
  const server = createServer((request, response) => {
    const asked = normalize(new URL(request.url ?? '/', 'http://site').pathname)
    const path = asked === '/' ? '/index.html' : asked
    try {
      const body = compressed.get(path) ?? gzipSync(as(path, readFileSync(join(folder, path))))
      compressed.set(path, body)
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream', 'content-encoding': 'gzip' }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const listening = server.address()
  if (listening === null || typeof listening === 'string') throw new Error('the site has no port')
  return { address: `http://127.0.0.1:${listening.port}/`, close: () => void server.close() }
}

function withMtu(lab: string, mtuBytes: number): string {
  return lab.replace(/mtu: \d+/g, `mtu: ${mtuBytes}`)
}
