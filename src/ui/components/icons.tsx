import type { ReactNode } from 'react'

/** Marks that the text faces do not have, drawn in the text's colour. All are decoration: a word or label stands beside each. */
function Mark({ size, children }: { readonly size: number; readonly children: ReactNode }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor" className="inline-block shrink-0">
      {children}
    </svg>
  )
}

export function ArrowMark({ size = 12 }: { readonly size?: number }) {
  return (
    <Mark size={size}>
      <path d="M2 8h11M9.5 4.5 13 8l-3.5 3.5" strokeWidth="1.5" />
    </Mark>
  )
}

export function TickMark({ size = 12 }: { readonly size?: number }) {
  return (
    <Mark size={size}>
      <path d="m3 8.5 3.5 4L13 3.5" strokeWidth="1.75" />
    </Mark>
  )
}

export function CrossMark({ size = 12 }: { readonly size?: number }) {
  return (
    <Mark size={size}>
      <path d="m4 4 8 8M12 4l-8 8" strokeWidth="2" />
    </Mark>
  )
}

export function DiamondMark({ size = 12, filled = false }: { readonly size?: number; readonly filled?: boolean }) {
  return (
    <Mark size={size}>
      <path d="M8 2.5 13.5 8 8 13.5 2.5 8Z" strokeWidth="1.5" fill={filled ? 'currentColor' : 'none'} />
    </Mark>
  )
}

export function HopscopeMark() {
  return (
    <svg aria-hidden="true" width="22" height="18" viewBox="0 0 22 18" className="shrink-0">
      <rect x="1" y="1" width="20" height="16" rx="3" fill="none" stroke="currentColor" strokeWidth="2" />
      <rect x="6" y="6" width="10" height="6" rx="1" fill="currentColor" />
    </svg>
  )
}
