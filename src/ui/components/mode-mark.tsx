export type Mode = 'direct' | 'ipip' | 'vxlan' | 'wireguard'

/** An envelope in small: its outline is the mode's hue, and its inside says which mode without the hue. `muted` for a mode that is not in use. */
export function ModeMark({ mode, muted = false }: { readonly mode: Mode; readonly muted?: boolean }) {
  return (
    <svg aria-hidden="true" data-mode={mode} width="14" height="12" viewBox="0 0 14 12" className={`shrink-0 ${muted ? 'text-tertiary' : 'text-hue'}`}>
      {mode === 'direct' ? (
        <rect x="4" y="3" width="6" height="6" fill="currentColor" />
      ) : (
        <>
          <rect x="1" y="1" width="12" height="10" rx="1.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <ModeInside mode={mode} />
        </>
      )}
    </svg>
  )
}

function ModeInside({ mode }: { readonly mode: Exclude<Mode, 'direct'> }) {
  switch (mode) {
    case 'ipip':
      return <rect x="4.5" y="4" width="5" height="4" fill="currentColor" />
    case 'vxlan':
      return <path d="M4 1v10M6.5 4h4v4h-4z" stroke="currentColor" strokeWidth="1.25" fill="currentColor" />
    case 'wireguard':
      return <path d="M1 8 8 1M3 11 13 1M7 11l6-6" stroke="currentColor" strokeWidth="1.25" />
  }
}
