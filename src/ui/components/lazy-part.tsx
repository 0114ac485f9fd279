import { Suspense, lazy } from 'react'
import type { ComponentType, ReactNode } from 'react'

/**
 * A part of the page whose code is fetched when it is first `wanted`, so that what is needed first comes first.
 * `children` stand in its place until then.
 */
export function lazyPart(load: () => Promise<ComponentType>) {
  const Part = lazy(async () => ({ default: await load() }))
  return function LazyPart({ wanted, children }: { readonly wanted: boolean; readonly children: ReactNode }) {
    return wanted ? (
      <Suspense fallback={children}>
        <Part />
      </Suspense>
    ) : (
      children
    )
  }
}
