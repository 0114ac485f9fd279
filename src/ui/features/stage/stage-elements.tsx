import { useRef, useState } from 'react'
import { centreOf } from '../../../core/scene/geometry'
import type { Point } from '../../../core/scene/geometry'
import type { Scene, SceneBox } from '../../../core/scene/scene'
import { reachable } from '../../canvas/overlay'
import { appStore, useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { nextInDirection } from './arrow-keys'
import { pick } from '../../commands/pick'
import { whenLabIsThere } from './when-lab-is-there'

/** A node's name stands in its upper or lower left corner; everything else is met in its middle. */
const HEAD_INSET = 20

/**
 * The stage as buttons: for screen readers, the keyboard and tests. Each lies, unseen, on the element that it is named
 * after; the ring around the element is painted. One of them is in the tab order, arrows lead to the others.
 */
export function StageElements(props: { readonly scene: Scene; readonly onFocusBox: (id: string | undefined) => void; readonly onMenu: (event: React.MouseEvent, box: SceneBox) => void; readonly onOpen: (box: SceneBox) => void }) {
  const words = useWords()
  const pendingFrom = useAppStore((state) => state.pendingFrom)
  const buttons = useRef(new Map<string, HTMLButtonElement>())
  const [current, setCurrent] = useState<string>()
  const boxes = reachable(props.scene)
  const entry = boxes.find((box) => box.id === current) ?? boxes.find((box) => box.kind === 'pod') ?? boxes[0]
  const onKeyDown = (event: React.KeyboardEvent, box: SceneBox) => {
    const next = nextInDirection(event.key, box, boxes)
    if (next === undefined) return
    event.preventDefault()
    buttons.current.get(next.id)?.focus()
  }
  return (
    <ul aria-label={words.page.elements}>
      {boxes.map((box) => (
        <li key={box.id}>
          <button
            type="button"
            ref={(element) => {
              if (element) buttons.current.set(box.id, element)
              else buttons.current.delete(box.id)
            }}
            tabIndex={box === entry ? 0 : -1}
            aria-label={box.title}
            aria-pressed={box.target?.kind === 'namespace' && box.target.netns === pendingFrom}
            onClick={({ shiftKey }) => whenLabIsThere(() => pick(appStore.getState(), box.target, shiftKey))}
            onContextMenu={(event) => props.onMenu(event, box)}
            onDoubleClick={(event) => {
              event.stopPropagation()
              props.onOpen(box)
            }}
            onFocus={(event) => {
              setCurrent(box.id)
              if (event.target.matches(':focus-visible')) props.onFocusBox(box.id)
            }}
            onBlur={() => props.onFocusBox(undefined)}
            onKeyDown={(event) => onKeyDown(event, box)}
            className="pointer-events-auto absolute size-1 -translate-1/2 opacity-0"
            style={{ left: anchorOf(box).x, top: anchorOf(box).y }}
          />
        </li>
      ))}
    </ul>
  )
}

function anchorOf(box: SceneBox): Point {
  return box.kind === 'node' ? { x: box.rect.x + HEAD_INSET / 3, y: box.rect.y + box.rect.height / 2 } : box.kind === 'router' ? { x: box.rect.x + HEAD_INSET / 2, y: centreOf(box.rect).y } : centreOf(box.rect)
}
