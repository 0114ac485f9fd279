import { useRef, useState } from 'react'
import type { StepPlace } from '../../../core/scene/flight'
import { packetRect } from '../../../core/scene/flight'
import { centreOf } from '../../../core/scene/geometry'
import type { Point } from '../../../core/scene/geometry'
import type { Scene, SceneBox } from '../../../core/scene/scene'
import { reachable } from '../../canvas/overlay'
import { appStore, useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { DIRECTIONS, nextInDirection } from './arrow-keys'
import { isSameThing, thingOf } from './stage-thing'
import type { MetThing, StageThing } from './stage-thing'

/** A node's name stands in its upper or lower left corner; everything else is met in its middle. */
const HEAD_INSET = 20

const MOVABLE: ReadonlySet<string> = new Set(['node', 'router', 'outside'])
const MOVE_PX = 16

interface StageElementsProps {
  readonly scene: Scene
  /** The packet that is followed, and where it stands. */
  readonly packet: { readonly step: number; readonly name: string; readonly place: StepPlace } | undefined
  /** What words beside it describe now, and the id of those words. */
  readonly described: { readonly thing: StageThing; readonly by: string } | undefined
  readonly onFocusBox: (id: string | undefined) => void
  readonly onAttend: (met: MetThing | undefined) => void
  readonly onMenu: (event: React.MouseEvent, thing: StageThing | undefined) => void
  readonly onMove: (box: SceneBox, by: Point) => void
  readonly onPick: (box: SceneBox, withShift: boolean) => void
  /** Shows the node of a box as a line, or whole again. */
  readonly onFold: (box: SceneBox) => void
}

/**
 * The stage as buttons: for screen readers, the keyboard and tests. Each lies, unseen, on the element that it is named
 * after; the ring around the element is painted. One of them is in the tab order, arrows lead to the others.
 */
export function StageElements(props: StageElementsProps) {
  const words = useWords()
  const pendingFrom = useAppStore((state) => state.pendingFrom)
  const buttons = useRef(new Map<string, HTMLButtonElement>())
  const [current, setCurrent] = useState<string>()
  const boxes = reachable(props.scene)
  const entry = boxes.find((box) => box.id === current) ?? boxes.find((box) => box.kind === 'pod') ?? boxes[0]
  const onKeyDown = (event: React.KeyboardEvent, box: SceneBox) => {
    const towards = DIRECTIONS[event.key]
    if (event.altKey && towards !== undefined && MOVABLE.has(box.kind)) {
      event.preventDefault()
      props.onMove(box, { x: towards.x * MOVE_PX, y: towards.y * MOVE_PX })
      return
    }
    if (event.key === 'c' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault()
      props.onFold(box)
      return
    }
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
            aria-haspopup={box.kind === 'fold' ? 'dialog' : undefined}
            aria-pressed={box.target?.kind === 'namespace' && box.target.netns === pendingFrom}
            onClick={({ shiftKey, detail, currentTarget }) => {
              // pressed by hand it keeps no focus, as the picture around it keeps none: arrows step through the flow
              if (detail > 0) currentTarget.blur()
              props.onPick(box, shiftKey)
            }}
            aria-describedby={isSameThing(thingOf(box), props.described?.thing) ? props.described?.by : undefined}
            onContextMenu={(event) => props.onMenu(event, thingOf(box))}
            onFocus={(event) => {
              setCurrent(box.id)
              if (!event.target.matches(':focus-visible')) return
              props.onFocusBox(box.id)
              const thing = thingOf(box)
              if (thing !== undefined) props.onAttend({ thing, rect: box.rect })
            }}
            onBlur={() => {
              props.onFocusBox(undefined)
              props.onAttend(undefined)
            }}
            onKeyDown={(event) => onKeyDown(event, box)}
            className="pointer-events-auto absolute size-1 -translate-1/2 opacity-0"
            style={{ left: anchorOf(box).x, top: anchorOf(box).y }}
          />
        </li>
      ))}
      {props.packet && <PacketElement {...props} packet={props.packet} />}
    </ul>
  )
}

/** The packet that is followed: Enter shows its headers, the menu key what can be done with it. */
function PacketElement({ packet: { step, name, place }, described, onAttend, onMenu }: StageElementsProps & { readonly packet: NonNullable<StageElementsProps['packet']> }) {
  const thing: StageThing = { kind: 'packet', step }
  return (
    <li>
      <button
        type="button"
        aria-label={name}
        aria-describedby={isSameThing(thing, described?.thing) ? described?.by : undefined}
        onClick={() => appStore.getState().showInspectorTab('packet')}
        onContextMenu={(event) => onMenu(event, thing)}
        onFocus={(event) => {
          if (event.target.matches(':focus-visible')) onAttend({ thing, rect: packetRect(place) })
        }}
        onBlur={() => onAttend(undefined)}
        className="pointer-events-auto absolute size-1 -translate-1/2 rounded-[4px] opacity-0 focus-visible:h-[52px] focus-visible:w-[160px] focus-visible:opacity-100"
        style={{ left: place.point.x, top: place.point.y }}
      />
    </li>
  )
}

function anchorOf(box: SceneBox): Point {
  return box.kind === 'node' ? { x: box.rect.x + HEAD_INSET / 3, y: box.rect.y + box.rect.height / 2 } : box.kind === 'router' ? { x: box.rect.x + HEAD_INSET / 2, y: centreOf(box.rect).y } : centreOf(box.rect)
}
