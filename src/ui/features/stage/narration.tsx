import type { SceneNarration } from '../../../core/scene/scene'

/** What happens at this step, in the free part of the gutter. */
export function Narration(props: { readonly narration: SceneNarration | undefined }) {
  if (props.narration === undefined) return null
  const { rect, title, lines } = props.narration
  return (
    <div className="absolute group-data-small/layer:hidden" style={{ left: rect.x, top: rect.y, width: rect.width }}>
      <p className="mb-0.5 text-title font-semibold text-ink">{title}</p>
      {lines.map((line) => (
        <p key={line} className="text-body whitespace-nowrap text-secondary">
          {line}
        </p>
      ))}
    </div>
  )
}
