import { useState } from 'react'
import type { FocusEvent } from 'react'

/** What a button gets to be disabled. */
export interface KeptFocus {
  readonly 'disabled': boolean
  readonly 'aria-disabled': true | undefined
  readonly 'onFocus': (event: FocusEvent<HTMLElement>) => void
  readonly 'onBlur': () => void
}

/**
 * Disabled, but not under the hand of somebody at the keyboard: a browser takes the focus away from a button that its own press has
 * disabled, and the next Tab would begin at the top of the page. What it does then has to be asked of `isDisabled` too.
 */
export function useKeptFocus(isDisabled: boolean): KeptFocus {
  const [isHeld, setHeld] = useState(false)
  return {
    'disabled': isDisabled && !isHeld,
    'aria-disabled': isDisabled || undefined,
    'onFocus': ({ currentTarget }) => setHeld(currentTarget.matches(':focus-visible')),
    'onBlur': () => setHeld(false),
  }
}
