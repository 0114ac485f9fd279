import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Resvg, initWasm } from '@resvg/resvg-wasm'

const require = createRequire(import.meta.url)
let ready: Promise<void> | undefined

/** The files of the faces that a picture names: the renderer has no others, so the picture is the same on every machine. */
export function faceFiles(): readonly { readonly family: string; readonly weight: number; readonly bytes: Buffer }[] {
  return (['sans', 'mono'] as const).flatMap((name) => [400, 500, 600].map((weight) => ({
    family: name === 'sans' ? 'IBM Plex Sans' : 'IBM Plex Mono',
    weight,
    bytes: readFileSync(require.resolve(`@fontsource/ibm-plex-${name}/files/ibm-plex-${name}-latin-${weight}-normal.woff2`)),
  })))
}

/** An SVG as PNG by resvg, which shares no code with any browser. */
export async function resvgPng(svg: string): Promise<Buffer> {
  ready ??= initWasm(readFileSync(require.resolve('@resvg/resvg-wasm/index_bg.wasm')))
  await ready
  const renderer = new Resvg(svg, { font: { fontBuffers: faceFiles().map(({ bytes }) => bytes), loadSystemFonts: false } })
  return Buffer.from(renderer.render().asPng())
}
