import { useEffect, useRef } from 'react'
import type { Picture } from '../../../core/picture/picture'
import { paintPicture } from '../../canvas/paint-picture'
import { fontsReady } from '../../canvas/picture-image'
import { useElementWidth } from '../../components/use-element-width'

/** The picture as it will be, made small; its title and description are its name for who cannot see it. */
export function PicturePreview({ picture }: { readonly picture: Picture | undefined }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [host, width] = useElementWidth<HTMLDivElement>()
  useEffect(() => {
    let current = true
    void fontsReady(picture?.items ?? []).then(() => {
      if (current && picture !== undefined && width > 0) paintSmall(canvas.current, picture, width)
    })
    return () => {
      current = false
    }
  }, [picture, width])
  return (
    <div ref={host} className="min-w-0 flex-1 self-start border border-hairline">
      <canvas ref={canvas} role="img" aria-label={picture && `${picture.title}. ${picture.description}`} className="block w-full" />
    </div>
  )
}

function paintSmall(canvas: HTMLCanvasElement | null, picture: Picture, width: number): void {
  const ctx = canvas?.getContext('2d')
  if (!canvas || !ctx) return
  const scale = (width * window.devicePixelRatio) / picture.width
  canvas.width = Math.round(picture.width * scale)
  canvas.height = Math.round(picture.height * scale)
  ctx.scale(scale, scale)
  paintPicture(ctx, picture.items)
}
