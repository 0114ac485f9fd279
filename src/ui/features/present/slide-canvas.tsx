import { useEffect, useMemo, useRef, useState } from 'react'
import { momentScene } from '../../../core/picture/moment'
import type { PictureMoment } from '../../../core/picture/moment'
import type { PictureItem } from '../../../core/picture/picture'
import { SLIDE, slideFlight, slideStage, slideStill, smallStage, stageStill } from '../../../core/picture/slide'
import type { SlideLook, SlideStage } from '../../../core/picture/slide'
import type { Scene } from '../../../core/scene/scene'
import { paintPicture } from '../../canvas/paint-picture'
import { fontsReady } from '../../canvas/picture-image'
import { appStore } from '../../store/app-store'

interface Size {
  readonly width: number
  readonly height: number
}

interface Props {
  readonly moment: PictureMoment
  readonly look: SlideLook
  /** A whole slide, or the stage alone in the screen's own pixels. */
  readonly part: 'slide' | 'stage'
}

/** The slide as large as fits, or the stage laid out for the room that there is; a click is a step. */
export function SlideCanvas({ moment, look, part }: Props) {
  const host = useRef<HTMLDivElement>(null)
  const room = useRoom(host)
  const { inventory, steps, ends, words } = moment
  // laid out anew when the flow changes, not when the step does
  const stage = useMemo(() => (part === 'slide' ? slideStage({ inventory, steps, ends, words }) : room && smallStage({ inventory, steps, ends, words }, room)), [part, room, inventory, steps, ends, words])
  return (
    <div ref={host} aria-hidden="true" onClick={() => appStore.getState().stepForward()} className="flex size-full items-center justify-center overflow-hidden">
      {room && stage && <Painted moment={moment} look={look} stage={stage} picture={part === 'slide' ? SLIDE : room} width={part === 'slide' ? Math.floor(Math.min(room.width, (room.height * SLIDE.width) / SLIDE.height)) : room.width} still={part === 'slide' ? slideStill : justStage} />}
    </div>
  )
}

function justStage(_moment: PictureMoment, stage: SlideStage, scene: Scene, look: SlideLook): readonly PictureItem[] {
  return [stageStill(stage, scene, look)]
}

interface PaintedProps extends Omit<Props, 'part'> {
  readonly stage: SlideStage
  /** The picture in its own pixels, and how many of the screen it is wide. */
  readonly picture: Size
  readonly width: number
  readonly still: typeof slideStill
}

/** One canvas painted when the step changes, one over it that follows the playhead. */
function Painted({ moment, look, stage, picture, width, still: stillOf }: PaintedProps) {
  const still = useRef<HTMLCanvasElement>(null)
  const moving = useRef<HTMLCanvasElement>(null)
  const scene = useMemo(() => momentScene(moment, stage.stage), [moment, stage])
  const items = useMemo(() => stillOf(moment, stage, scene, look), [stillOf, moment, stage, scene, look])
  const fontsAreReady = useFonts(items)
  useEffect(() => {
    if (fontsAreReady > 0) repaint(still.current, picture, width, items)
  }, [items, picture, width, fontsAreReady])
  useEffect(() => {
    if (fontsAreReady === 0) return undefined
    let pending: number | undefined
    const paint = (): void => {
      pending = undefined
      const { playhead } = appStore.getState()
      const reduced = window.matchMedia('(prefers-reduced-motion: reduce)').matches
      // the scene is that of a step: until React has the next one, the last picture stays
      if (playhead.step === moment.step) repaint(moving.current, picture, width, [slideFlight(scene, stage, playhead, look, reduced)])
    }
    paint()
    const unsubscribe = appStore.subscribe((state, before) => {
      if (state.playhead !== before.playhead) pending ??= requestAnimationFrame(paint)
    })
    return () => {
      unsubscribe()
      if (pending !== undefined) cancelAnimationFrame(pending)
    }
  }, [moment, stage, scene, look, picture, width, fontsAreReady])
  return (
    <div className="relative" style={{ width, height: (width * picture.height) / picture.width }}>
      <canvas ref={still} className="absolute inset-0 size-full" />
      <canvas ref={moving} className="absolute inset-0 size-full" />
    </div>
  )
}

/** How large an element is; undefined before the first layout. */
function useRoom(host: React.RefObject<HTMLDivElement | null>): Size | undefined {
  const [room, setRoom] = useState<Size>()
  useEffect(() => {
    const element = host.current
    if (element === null) return undefined
    const observer = new ResizeObserver(() => setRoom(element.clientWidth > 0 && element.clientHeight > 0 ? { width: element.clientWidth, height: element.clientHeight } : undefined))
    observer.observe(element)
    return () => observer.disconnect()
  }, [host])
  return room
}

/** Counts how often the faces of what is painted have come; 0 before they have for the first time. */
function useFonts(items: readonly PictureItem[]): number {
  const [arrivals, setArrivals] = useState(0)
  useEffect(() => {
    void fontsReady(items).then(() => setArrivals((count) => count + 1))
  }, [items])
  return arrivals
}

function repaint(canvas: HTMLCanvasElement | null, picture: Size, width: number, items: readonly PictureItem[]): void {
  const ctx = canvas?.getContext('2d')
  if (!canvas || !ctx || width === 0) return
  const pixels = Math.round(width * window.devicePixelRatio)
  const height = Math.round((pixels * picture.height) / picture.width)
  if (canvas.width !== pixels || canvas.height !== height) Object.assign(canvas, { width: pixels, height })
  ctx.setTransform(1, 0, 0, 1, 0, 0)
  ctx.clearRect(0, 0, canvas.width, canvas.height)
  ctx.scale(pixels / picture.width, pixels / picture.width)
  paintPicture(ctx, items)
}
