import { useMemo, useRef } from 'react'
import type { Point } from '../../../core/scene/geometry'
import type { SceneBox } from '../../../core/scene/scene'
import { appStore } from '../../store/app-store'
import { thingOf } from './stage-thing'
import { hostRect } from './use-stage-scene'
import type { StageScene } from './use-stage-scene'

/** Nearer than this to where it was taken, a box is being clicked. */
const CLICK_PX = 4

export interface Moving {
  /** By hand: how far from where it was taken. */
  readonly drag: (box: SceneBox, by: Point) => void
  /** By key: how much further than now. */
  readonly nudge: (box: SceneBox, by: Point) => void
}

/** Moves hosts from where they stand: what lies beyond the stage's room is not added up. */
export function useMoving(stage: StageScene | undefined): Moving {
  const now = useRef(stage)
  now.current = stage
  const taken = useRef<{ readonly from: Point; isMoved: boolean }>(undefined)
  return useMemo(() => {
    const movedBy = (box: SceneBox): Point => {
      const target = thingOf(box)
      const rect = target && now.current && hostRect(now.current.layout, target.netns)
      const home = target && now.current?.homeOf(target.netns)
      return rect && home ? { x: rect.x - home.x, y: rect.y - home.y } : { x: 0, y: 0 }
    }
    const move = (box: SceneBox, from: Point, by: Point): void => {
      const state = appStore.getState()
      const target = thingOf(box)
      const name = target && state.inventory?.namespaces[target.netns]?.name
      if (name !== undefined) state.moveHost(name, { x: Math.round(from.x + by.x), y: Math.round(from.y + by.y) })
    }
    return {
      drag: (box, by) => {
        if (by.x === 0 && by.y === 0) taken.current = { from: movedBy(box), isMoved: false }
        if (!taken.current || (!taken.current.isMoved && Math.hypot(by.x, by.y) < CLICK_PX)) return
        if (!taken.current.isMoved) appStore.getState().beginMove()
        taken.current.isMoved = true
        move(box, taken.current.from, by)
      },
      nudge: (box, by) => {
        appStore.getState().beginMove()
        move(box, movedBy(box), by)
      },
    }
  }, [])
}
