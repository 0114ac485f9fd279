/** While the stage's own code arrives: a thin bar, and only if it takes long. */
export function StageWaiting() {
  return <div aria-busy="true" className="late absolute inset-x-0 top-0 h-0.5 bg-ink" />
}
