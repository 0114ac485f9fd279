import type { ReactNode } from 'react'

export interface SegmentedOption<T extends string> {
  readonly value: T
  readonly label: string
  readonly mark?: ReactNode
}

/** One choice of a few, all in sight: native radio buttons, so that arrow keys and screen readers work as everywhere. */
export function Segmented<T extends string>(props: {
  readonly label: string
  readonly name: string
  readonly options: readonly SegmentedOption<T>[]
  readonly value: T | undefined
  readonly disabled?: boolean
  readonly compact?: boolean
  readonly onChange: (value: T) => void
}) {
  return (
    <fieldset disabled={props.disabled} className="flex rounded-[4px] border border-hairline bg-app p-px disabled:opacity-40">
      <legend className="sr-only">{props.label}</legend>
      {props.options.map((option) => (
        <label
          key={option.value}
          className={`relative flex items-center gap-1.5 rounded-[4px] border border-transparent whitespace-nowrap text-secondary hover:text-ink has-checked:border-control has-checked:bg-panel has-checked:font-medium has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-(--focus-ring) ${
            props.compact ? 'h-5 px-2 text-caption' : 'h-6 px-3 text-body max-tree:px-2 max-phone:px-1.5'
          }`}
        >
          <input
            type="radio"
            name={props.name}
            value={option.value}
            checked={option.value === props.value}
            onChange={() => props.onChange(option.value)}
            className="absolute inset-0 m-0 cursor-pointer opacity-0"
          />
          {option.mark}
          {option.label}
        </label>
      ))}
    </fieldset>
  )
}
