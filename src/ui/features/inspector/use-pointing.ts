import { useEffect, useMemo } from 'react'
import { appStore } from '../../store/app-store'

/** What makes a row of a table ring the interface that it speaks of on the stage, by mouse and by keyboard. */
export function usePointing(namespace: number, link: string | undefined) {
  const target = useMemo(() => (link === undefined || link === '' ? undefined : { namespace, link }), [namespace, link])
  const leave = () => {
    if (appStore.getState().pointed === target) appStore.getState().point(undefined)
  }
  // a row that goes away is not left any more
  useEffect(() => leave, [target])
  if (target === undefined) return {}
  const enter = () => appStore.getState().point(target)
  return { tabIndex: 0, onPointerEnter: enter, onFocus: enter, onPointerLeave: leave, onBlur: leave }
}
