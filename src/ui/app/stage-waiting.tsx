/** While the stage's own code arrives; short enough that a word would flicker. */
export function StageWaiting() {
  return <div aria-busy="true" className="absolute inset-x-0 top-0 h-0.5 bg-ink" />
}
