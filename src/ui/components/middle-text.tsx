/** So much of a long name's end stays: it tells the replicas of one set, or the nodes of one zone, apart. */
const KEPT_END = 6
const LEAST_TO_SHORTEN = 16

/** A name that is shortened in its middle where it has no room. */
export function MiddleText({ text, className = '' }: { readonly text: string; readonly className?: string }) {
  if (text.length < LEAST_TO_SHORTEN) return <span className={`truncate ${className}`}>{text}</span>
  return (
    <span className={`flex min-w-0 ${className}`}>
      <span className="truncate">{text.slice(0, -KEPT_END)}</span>
      <span className="shrink-0">{text.slice(-KEPT_END)}</span>
    </span>
  )
}
