import type { Scene, SceneBox } from '../../core/scene/scene'
import { PAINT_ORDER } from './graph-elements'
import type { Graph, GraphEvents, View } from './graph'
import { paintOn } from './screen-canvas'
import type { CanvasTheme } from './theme'

/**
 * The still part of the stage on a canvas of its own, for the moment in which the graph library is on its way: boxes, wires
 * and clicks, but neither wheel nor drag.
 */
export function createFirstPainting(container: HTMLElement, events: GraphEvents): Graph {
  const canvas = document.createElement('canvas')
  canvas.className = 'absolute inset-0 size-full'
  canvas.dataset.firstPainting = ''
  container.append(canvas)
  let view: View = { zoom: 1, pan: { x: 0, y: 0 } }
  let shown: { readonly scene: Scene; readonly theme: CanvasTheme } | undefined
  let frame: number | undefined
  /** Before the next frame, once for all that has been asked until then. */
  const paint = (): void => {
    frame ??= requestAnimationFrame(() => {
      frame = undefined
      paintOn(canvas, view, (ctx) => {
        if (shown !== undefined) paintStill(ctx, shown.scene, shown.theme)
      })
      events.onPaint(view)
    })
  }
  const moveTo = (next: View): void => {
    view = next
    paint()
  }
  const onClick = (event: MouseEvent): void => {
    const { left, top } = container.getBoundingClientRect()
    const at = { x: (event.clientX - left - view.pan.x) / view.zoom, y: (event.clientY - top - view.pan.y) / view.zoom }
    events.onPick(uppermost(shown?.scene.boxes ?? [], at)?.target, at)
  }
  // the click of a press that began here counts, also when the graph has taken this canvas's place before it ended
  let isPressed = false
  const onPress = (event: Event): void => {
    isPressed = event.target === canvas
  }
  const onRelease = (event: MouseEvent): void => {
    if (isPressed) onClick(event)
    isPressed = false
    if (!canvas.isConnected) stopListening()
  }
  const stopListening = (): void => {
    container.removeEventListener('pointerdown', onPress, { capture: true })
    container.removeEventListener('click', onRelease)
  }
  container.addEventListener('pointerdown', onPress, { capture: true })
  container.addEventListener('click', onRelease)
  return {
    show: (scene, theme) => {
      shown = { scene, theme }
      paint()
    },
    view: () => view,
    moveTo,
    zoomBy: (factor) => {
      const [x, y] = [canvas.clientWidth / 2, canvas.clientHeight / 2]
      moveTo({ zoom: view.zoom * factor, pan: { x: x - (x - view.pan.x) * factor, y: y - (y - view.pan.y) * factor } })
    },
    resize: paint,
    destroy: () => {
      if (frame !== undefined) cancelAnimationFrame(frame)
      canvas.remove()
      if (!isPressed) stopListening()
    },
  }
}

function paintStill(ctx: CanvasRenderingContext2D, scene: Scene, theme: CanvasTheme): void {
  const wires = scene.wires.map((wire) => ({ z: wire.inNode ? PAINT_ORDER.veth : PAINT_ORDER.wire, paint: () => paintWire(ctx, wire, theme) }))
  const boxes = scene.boxes.map((box) => ({ z: PAINT_ORDER[box.kind], paint: () => paintBox(ctx, box, theme) }))
  for (const { paint } of [...wires, ...boxes].sort((a, b) => a.z - b.z)) paint()
}

function paintBox(ctx: CanvasRenderingContext2D, box: SceneBox, theme: CanvasTheme): void {
  const inset = box.strokeWidth / 2
  ctx.beginPath()
  ctx.roundRect(box.rect.x + inset, box.rect.y + inset, box.rect.width - box.strokeWidth, box.rect.height - box.strokeWidth, box.radius)
  ctx.fillStyle = theme.colour(box.fill)
  ctx.fill()
  if (box.strokeWidth === 0) return
  ctx.strokeStyle = theme.colour(box.stroke)
  ctx.lineWidth = box.strokeWidth
  ctx.stroke()
}

function paintWire(ctx: CanvasRenderingContext2D, wire: Scene['wires'][number], theme: CanvasTheme): void {
  ctx.beginPath()
  for (const point of wire.points) ctx.lineTo(point.x, point.y)
  ctx.strokeStyle = theme.colour(wire.role)
  ctx.lineWidth = wire.width
  ctx.stroke()
}

/** The box on top there that means something. */
export function uppermost(boxes: readonly SceneBox[], at: { readonly x: number; readonly y: number }): SceneBox | undefined {
  const isHit = ({ target, rect }: SceneBox): boolean => target !== undefined && at.x >= rect.x && at.x <= rect.x + rect.width && at.y >= rect.y && at.y <= rect.y + rect.height
  return boxes.filter(isHit).sort((a, b) => PAINT_ORDER[b.kind] - PAINT_ORDER[a.kind])[0]
}
