import type { ReactNode } from 'react'

/** A control with its name above it. */
export function Field({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <label className="block min-w-0">
      <span className="block text-caption text-secondary">{label}</span>
      {children}
    </label>
  )
}

interface NumberFieldProps {
  readonly label: string
  readonly limits: readonly [least: number, most: number]
  readonly value: number
  readonly onChange: (value: number) => void
}

/** Whole numbers within limits; what lies outside is not taken over. */
export function NumberField({ label, limits: [least, most], value, onChange }: NumberFieldProps) {
  return (
    <Field label={label}>
      <input
        type="number"
        min={least}
        max={most}
        defaultValue={value}
        onChange={(event) => {
          const typed = event.target.valueAsNumber
          if (Number.isInteger(typed) && typed >= least && typed <= most) onChange(typed)
        }}
        className="h-7 w-full rounded-[4px] border border-control bg-panel px-1.5 invalid:border-drop"
      />
    </Field>
  )
}
