/** So much of a long name's end stays: it tells the replicas of one set, or the nodes of one zone, apart. */
const KEPT_END = 6
const LEAST_TO_SHORTEN = 12
/** `.eu-central-1.compute.internal` of a machine's name: what its neighbours have too goes first. */
const DOMAIN = /^([^.]+)(\..*[a-z].*)$/i

/** A name that is shortened where it has no room: its domain first, then its middle. */
export function MiddleText({ text, className = '' }: { readonly text: string; readonly className?: string }) {
  if (text.length < LEAST_TO_SHORTEN) return <span className={`truncate ${className}`}>{text}</span>
  const [, host = text, domain = ''] = DOMAIN.exec(text) ?? []
  return (
    <span className={`flex min-w-0 ${className}`}>
      <span className="truncate">{host.slice(0, -KEPT_END)}</span>
      <span className="shrink-0">{host.slice(-KEPT_END)}</span>
      {domain && <span className="truncate shrink-[100000]">{domain}</span>}
    </span>
  )
}
