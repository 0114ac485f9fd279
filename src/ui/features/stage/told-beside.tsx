import { Suspense } from 'react'
import type { ReactNode } from 'react'
import type { SceneTold } from '../../../core/scene/scene'
import type { TellingSide } from '../../../core/scene/stage-room'

/** What happens at this step and what the packet is, where the picture has no room for it; before the first flow what to do. */
export function ToldBeside({ side, told, children }: { readonly side: TellingSide; readonly told: SceneTold | undefined; readonly children: ReactNode }) {
  const isAbove = side === 'above'
  return (
    <div className={`min-h-0 min-w-0 flex-1 overflow-y-auto ${isAbove ? 'px-4 py-1' : 'p-4 pr-0'}`}>
      {children ? (
        <Suspense fallback={null}>
          <div className={isAbove ? 'flex h-full items-center' : ''}>{children}</div>
        </Suspense>
      ) : (
        told && (
          <>
            <div className="flex flex-wrap items-baseline justify-between gap-x-4">
              <p className="text-title font-semibold text-ink">{told.title}</p>
              {told.size !== undefined && <p className="text-caption text-secondary">{told.size}</p>}
            </div>
            <p className="text-body text-secondary">{told.text}</p>
            {told.addresses.length > 0 && (
              <dl className={`flex flex-wrap gap-x-4 font-mono text-caption ${isAbove ? '' : 'pt-1'}`}>
                {told.addresses.map(({ key, role, text }) => (
                  <div key={key} className="flex gap-x-1.5">
                    <dt className="shrink-0 font-sans font-semibold" style={{ color: `var(--${role})` }}>
                      {key}
                    </dt>
                    <dd className="text-secondary">{text}</dd>
                  </div>
                ))}
              </dl>
            )}
          </>
        )
      )}
    </div>
  )
}
