import { useEffect, useMemo, useRef, useState } from 'react'
import { momentScene } from '../../../core/picture/moment'
import type { PictureMoment } from '../../../core/picture/moment'
import type { PictureItem } from '../../../core/picture/picture'
import { SLIDE, slideFlight, slideStill } from '../../../core/picture/slide'
import type { SlideLook, SlideStage } from '../../../core/picture/slide'
import { paintPicture } from '../../canvas/paint-picture'
import { fontsReady } from '../../canvas/picture-image'
import { appStore } from '../../store/app-store'

interface Props {
  readonly moment: PictureMoment
  readonly stage: SlideStage
  readonly look: SlideLook
  readonly onClick: () => void
}

/** The slide as large as fits: one canvas painted when the step changes, one over it that follows the playhead. */
export function SlideCanvas({ moment, stage, look, onClick }: Props) {
  const host = useRef<HTMLDivElement>(null)
  const still = useRef<HTMLCanvasElement>(null)
  const moving = useRef<HTMLCanvasElement>(null)
  const width = useSlideWidth(host)
  const scene = useMemo(() => momentScene(moment, stage.stage), [moment, stage])
  const items = useMemo(() => slideStill(moment, stage, scene, look), [moment, stage, scene, look])
  const fontsAreReady = useFonts(items)
  useEffect(() => {
    if (fontsAreReady > 0) repaint(still.current, width, items)
  }, [items, width, fontsAreReady])
  useEffect(() => {
    if (fontsAreReady === 0) return undefined
    let pending: number | undefined
    const paint = (): void => {
      pending = undefined
      const { playhead } = appStore.getState()
      const reduced = window.matchMedia('(prefers-reduced-motion: reduce)').matches
      // the scene is that of a step: until React has the next one, the last picture stays
      if (playhead.step === moment.step) repaint(moving.current, width, [slideFlight(scene, stage, playhead, look, reduced)])
    }
    paint()
    const unsubscribe = appStore.subscribe((state, before) => {
      if (state.playhead !== before.playhead) pending ??= requestAnimationFrame(paint)
    })
    return () => {
      unsubscribe()
      if (pending !== undefined) cancelAnimationFrame(pending)
    }
  }, [moment, stage, scene, look, width, fontsAreReady])
  const size = { width, height: (width * SLIDE.height) / SLIDE.width }
  return (
    <div ref={host} aria-hidden="true" onClick={onClick} className="flex size-full items-center justify-center">
      <div className="relative" style={size}>
        <canvas ref={still} className="absolute inset-0 size-full" />
        <canvas ref={moving} className="absolute inset-0 size-full" />
      </div>
    </div>
  )
}

function useSlideWidth(host: React.RefObject<HTMLDivElement | null>): number {
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const element = host.current
    if (element === null) return undefined
    const observer = new ResizeObserver(() => setWidth(Math.floor(Math.min(element.clientWidth, (element.clientHeight * SLIDE.width) / SLIDE.height))))
    observer.observe(element)
    return () => observer.disconnect()
  }, [host])
  return width
}

/** Counts how often the faces of what is painted have come; 0 before they have for the first time. */
function useFonts(items: readonly PictureItem[]): number {
  const [arrivals, setArrivals] = useState(0)
  useEffect(() => {
    void fontsReady(items).then(() => setArrivals((count) => count + 1))
  }, [items])
  return arrivals
}

function repaint(canvas: HTMLCanvasElement | null, width: number, items: readonly PictureItem[]): void {
  const ctx = canvas?.getContext('2d')
  if (!canvas || !ctx || width === 0) return
  const pixels = Math.round(width * window.devicePixelRatio)
  const height = Math.round((pixels * SLIDE.height) / SLIDE.width)
  if (canvas.width !== pixels || canvas.height !== height) Object.assign(canvas, { width: pixels, height })
  ctx.setTransform(1, 0, 0, 1, 0, 0)
  ctx.clearRect(0, 0, canvas.width, canvas.height)
  ctx.scale(pixels / SLIDE.width, pixels / SLIDE.width)
  paintPicture(ctx, items)
}
