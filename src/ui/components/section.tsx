import { useId } from 'react'
import type { ReactNode } from 'react'

/** A part of the inspector: a quiet heading, something at its right, and what it is about. */
export function Section(props: { readonly title: ReactNode; readonly aside?: ReactNode; readonly children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="border-t border-hairline px-4 py-2.5 first:border-t-0">
      <div className="mb-1 flex min-h-5 items-center justify-between gap-2">
        <h3 id={id} className="text-body font-medium text-secondary">
          {props.title}
        </h3>
        {props.aside !== undefined && <div className="text-caption text-tertiary">{props.aside}</div>}
      </div>
      {props.children}
    </section>
  )
}
