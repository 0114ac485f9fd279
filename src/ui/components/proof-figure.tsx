import { Copy } from 'lucide-react'

/** A command for a real node, ready to copy, and what it prints there as far as this lab can tell; `undefined` until it is known. */
export function ProofFigure(props: { readonly place: string; readonly command: string; readonly printed: string | undefined; readonly copyLabel: string; readonly nothing: string }) {
  const { place, command, printed } = props
  return (
    <figure className="mb-2 overflow-hidden rounded-[4px] border border-hairline bg-code">
      <figcaption className="flex items-center gap-2 border-b border-hairline pl-3">
        <span className="max-w-[40%] font-mono text-caption wrap-anywhere text-tertiary">{place}</span>
        <code className="min-w-0 flex-1 py-1 font-mono text-caption wrap-anywhere">{command}</code>
        <button
          type="button"
          aria-label={props.copyLabel}
          title={props.copyLabel}
          onClick={() => void navigator.clipboard.writeText(command)}
          className="grid size-7 shrink-0 place-items-center border-l border-hairline hover:bg-hover"
        >
          <Copy aria-hidden="true" size={12} />
        </button>
      </figcaption>
      {printed !== undefined && <pre className="max-h-32 overflow-auto px-3 py-1 font-mono text-caption text-secondary">{printed === '' ? props.nothing : printed}</pre>}
    </figure>
  )
}
