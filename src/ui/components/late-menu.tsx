import { Suspense, lazy, useDeferredValue, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { ComponentType, PointerEvent, ReactNode, RefObject } from 'react'
import { MENU_BUTTON } from './menu-style'

/** A menu that opens as soon as it is there when it was asked for before. */
export interface ArrivingMenu {
  readonly defaultOpen: boolean
}

/**
 * A menu whose code is fetched when it is `wanted` or first pressed. Until then a button with the same face stands in its
 * place: a press is not lost, and neither is the keyboard's focus.
 */
export function lateMenu(load: () => Promise<ComponentType<ArrivingMenu>>) {
  const Menu = lazy(async () => ({ default: await load() }))
  return function LateMenu({ wanted, label, children }: { readonly wanted: boolean; readonly label?: string; readonly children: ReactNode }) {
    const place = useRef<HTMLSpanElement>(null)
    const hadFocus = useRef(false)
    const [asked, setAsked] = useState(false)
    // the button says at once that it was pressed; what is fetched for it comes after
    const isComing = useDeferredValue(wanted || asked)
    const standIn = (
      <StandIn label={label} asked={asked} hadFocus={hadFocus} onPress={() => setAsked(true)}>
        {children}
      </StandIn>
    )
    const takeFocus = () => {
      if (hadFocus.current) place.current?.querySelector('button')?.focus()
    }
    return (
      <span ref={place} className="flex">
        {isComing ? (
          <Suspense fallback={standIn}>
            <Menu defaultOpen={asked} />
            {!asked && <Arrival onArrive={takeFocus} />}
          </Suspense>
        ) : (
          standIn
        )}
      </span>
    )
  }
}

interface StandInProps {
  readonly label: string | undefined
  readonly asked: boolean
  readonly hadFocus: RefObject<boolean>
  readonly onPress: () => void
  readonly children: ReactNode
}

function StandIn({ label, asked, hadFocus, onPress, children }: StandInProps) {
  const button = useRef<HTMLButtonElement>(null)
  useLayoutEffect(() => {
    const own = button.current
    if (hadFocus.current) own?.focus()
    return () => {
      hadFocus.current = own !== null && own === document.activeElement
    }
  }, [hadFocus])
  // the menu may come between a press and its click, which would have no button of its own then
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button === 0 && !event.ctrlKey) onPress()
  }
  return (
    <button ref={button} type="button" aria-haspopup="true" aria-expanded="false" aria-busy={asked} aria-label={label} title={label} onPointerDown={onPointerDown} onClick={onPress} className={MENU_BUTTON}>
      {children}
    </button>
  )
}

function Arrival({ onArrive }: { readonly onArrive: () => void }) {
  // once, when what it stands beside has been put on the page
  useEffect(onArrive, [])
  return null
}
