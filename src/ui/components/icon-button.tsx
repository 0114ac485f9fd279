import type { ReactNode } from 'react'
import { useKeptFocus } from './use-kept-focus'

/** A button whose face is a picture: the label is its name and its tooltip. */
export function IconButton(props: {
  readonly label: string
  readonly shortcut?: string
  readonly solid?: boolean
  readonly disabled?: boolean
  /** The label stands beside the picture where the window is wide enough. */
  readonly labelled?: boolean
  /** Of a button that opens and closes something. */
  readonly expanded?: boolean
  readonly onClick: () => void
  readonly children: ReactNode
}) {
  const isDisabled = props.disabled === true
  const kept = useKeptFocus(isDisabled)
  return (
    <button
      type="button"
      {...kept}
      aria-label={props.label}
      aria-keyshortcuts={props.shortcut}
      title={props.shortcut ? `${props.label} (${props.shortcut})` : props.label}
      aria-expanded={props.expanded}
      onClick={() => isDisabled || props.onClick()}
      className={`flex h-7 items-center justify-center rounded-[4px] aria-disabled:cursor-default aria-disabled:opacity-40 ${
        props.solid ? 'w-9 bg-ink text-on-solid' : 'w-7 text-ink hover:bg-hover'
      } ${props.labelled ? 'roomy:w-auto roomy:px-2' : ''}`}
    >
      {props.children}
      {props.labelled && (
        <span aria-hidden="true" className="ml-1.5 hidden font-medium whitespace-nowrap roomy:inline">
          {props.label}
        </span>
      )}
    </button>
  )
}
