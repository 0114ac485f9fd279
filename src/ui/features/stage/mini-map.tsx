import { useEffect, useMemo, useRef, useState } from 'react'
import type { Point } from '../../../core/scene/geometry'
import type { Layout, Viewport } from '../../../core/scene/layout'
import { frameOf, isMapWanted, miniMapOf, panToMapPoint } from '../../../core/scene/mini-map'
import type { Scene } from '../../../core/scene/scene'
import { paintMiniMap } from '../../canvas/paint-mini-map'
import type { StagePainter } from '../../canvas/stage-painter'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { mapBottom, zoomBottom } from './view-tools-place'

/** The most that the map takes, in pixels. */
const ROOM = { width: 176, height: 128 } as const
/** On a smaller stage it would hide more than it shows. */
const LEAST_STAGE = { width: 520, height: 340 } as const
/** An arrow key moves the view by so much of what it shows. */
const KEY_SHARE = 1 / 4
const ARROWS: Readonly<Record<string, Point>> = { ArrowLeft: { x: -1, y: 0 }, ArrowRight: { x: 1, y: 0 }, ArrowUp: { x: 0, y: -1 }, ArrowDown: { x: 0, y: 1 } }

interface MiniMapProps {
  readonly painter: StagePainter
  readonly scene: Scene
  readonly layout: Layout
  readonly viewport: Viewport
}

/** The whole of the lab in little, while the stage shows only a part: a press, a drag or the arrow keys move the view. */
export function MiniMapPart({ painter, scene, layout, viewport }: MiniMapProps) {
  const words = useWords().page
  const theme = useAppStore((state) => state.theme)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [isWanted, setIsWanted] = useState(false)
  const map = useMemo(() => miniMapOf(scene, ROOM), [scene])
  useEffect(() => {
    const show = (): void => {
      const view = painter.view()
      const isLarge = viewport.width >= LEAST_STAGE.width && viewport.height >= LEAST_STAGE.height
      setIsWanted(isLarge && isMapWanted(scene, view, viewport))
      if (canvas.current) paintMiniMap(canvas.current, map, frameOf(map, view, viewport))
    }
    show()
    return painter.watchView(show)
  }, [painter, map, scene, viewport, theme, isWanted])
  if (!isWanted) return null
  const lookAt = (at: Point): void => painter.panTo(panToMapPoint(map, at, painter.view().zoom, viewport))
  const onPress = (event: React.PointerEvent<HTMLElement>): void => {
    if ((event.buttons & 1) === 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const { left, top } = event.currentTarget.getBoundingClientRect()
    lookAt({ x: event.clientX - left, y: event.clientY - top })
  }
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const direction = ARROWS[event.key]
    if (direction === undefined) return
    event.preventDefault()
    event.stopPropagation()
    const { x, y, width, height } = frameOf(map, painter.view(), viewport)
    lookAt({ x: x + width * (1 / 2 + direction.x * KEY_SHARE), y: y + height * (1 / 2 + direction.y * KEY_SHARE) })
  }
  return (
    <div
      role="application"
      aria-label={words.miniMap}
      title={words.miniMap}
      tabIndex={0}
      onPointerDown={onPress}
      onPointerMove={onPress}
      onKeyDown={onKeyDown}
      className="absolute right-3 cursor-move touch-none overflow-hidden rounded-[4px] border border-control bg-stage"
      style={{ width: map.width + 2, height: map.height + 2, bottom: mapBottom(zoomBottom(layout, viewport), map.height + 2) }}
    >
      <canvas ref={canvas} aria-hidden="true" className="size-full" />
    </div>
  )
}
