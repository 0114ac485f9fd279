import { useEffect, useRef } from 'react'
import type { Layout } from '../../../core/scene/layout'
import type { StagePainter } from '../../canvas/stage-painter'
import { appStore, useAppStore } from '../../store/app-store'

/** The whole picture, or as much of it as there is room for, with the packet from here on. */
export function fit(painter: StagePainter, layout: Layout): void {
  appStore.getState().setFollowing(true)
  painter.fit(layout)
}

const ZOOM_STEP = 1.25

/** What keys and palette ask of the view. */
export function useViewOrders(painter: StagePainter | undefined, layout: Layout | undefined): void {
  const viewOrder = useAppStore((state) => state.viewOrder)
  const carriedOut = useRef(viewOrder)
  useEffect(() => {
    if (!painter || !layout || !viewOrder || carriedOut.current === viewOrder) return
    carriedOut.current = viewOrder
    if (viewOrder.order === 'fit') fit(painter, layout)
    else painter.zoomBy(viewOrder.order === 'closer' ? ZOOM_STEP : 1 / ZOOM_STEP)
  }, [painter, layout, viewOrder])
}
