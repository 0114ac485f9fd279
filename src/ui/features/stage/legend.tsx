import { legendNumber } from '../../../core/scene/legend-number'
import { modeName } from '../../../core/scene/mode-name'
import { protocolName } from '../../../core/scene/protocol-name'
import type { Scene } from '../../../core/scene/scene'
import { lastBadge } from '../../../core/scene/scene-flow'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'

export interface LegendProps {
  /** What is on the stage now. */
  readonly scene: Pick<Scene, 'ways' | 'badges' | 'mode'>
  readonly className?: string
}

/** What the marks of the flow on screen mean: fill, outline, lines, numbers. */
export function Legend({ scene, className = '' }: LegendProps) {
  const words = useWords()
  const steps = useAppStore((state) => state.steps)
  const playheadStep = useAppStore((state) => state.playhead.step)
  const protocol = steps[playheadStep]?.protocol ?? 'icmp'
  const isDropped = steps[playheadStep]?.kind === 'drop'
  const isAhead = scene.ways.some((way) => way.to > playheadStep)
  const badge = isDropped ? undefined : lastBadge(scene.badges)
  const number = badge && legendNumber(badge.text)
  const { mode } = scene
  return (
    <ul aria-label={words.page.legend} data-protocol={protocol} data-mode={mode ?? 'direct'} className={`flex flex-col gap-1 text-caption text-secondary ${className}`}>
      <li className="flex items-center gap-2">
        <Mark>
          <rect x="1" y="3" width="18" height="10" rx="2" fill="var(--packet)" stroke="var(--strong)" />
        </Mark>
        {words.picture.legendFill({ protocol: protocolName(protocol, words) })}
      </li>
      <li className="flex items-center gap-2">
        <Mark>
          {mode === undefined ? (
            <line x1="0" y1="8" x2="20" y2="8" stroke="var(--line-wire)" strokeWidth="1.5" />
          ) : (
            <rect x="2" y="3" width="16" height="10" rx="2" fill="none" stroke="var(--hue)" strokeWidth="2" />
          )}
        </Mark>
        {mode === undefined ? words.picture.legendUnderlay : words.picture.legendOutline({ mode: modeName(mode) })}
      </li>
      <li className="flex items-center gap-2">
        <Mark>
          <line x1="0" y1="8" x2="20" y2="8" stroke="var(--strong)" strokeWidth="2.5" />
        </Mark>
        {words.page.travelled}
        {isAhead && (
          <>
            <Mark>
              <line x1="3" y1="8" x2="17.5" y2="8" stroke="var(--strong)" strokeWidth="3" strokeLinecap="round" strokeDasharray="0.01 7" />
            </Mark>
            {words.page.ahead}
          </>
        )}
      </li>
      {isDropped && (
        <li className="flex items-center gap-2">
          <Mark>
            <circle cx="10" cy="8" r="7.25" fill="var(--outcome-drop-hue)" />
            <path d="M7 5l6 6M13 5l-6 6" stroke="var(--text-on-solid)" strokeWidth="1.75" strokeLinecap="round" />
          </Mark>
          {words.picture.legendDropped}
        </li>
      )}
      {badge && number && (
        <li className="flex items-center gap-2">
          <Mark>
            <rect x={10 - number.widthPx / 2} y="0.75" width={number.widthPx} height="14.5" rx="7.25" fill={badge.current ? 'var(--text-primary)' : 'var(--surface-node)'} stroke="var(--text-primary)" strokeWidth="1.25" />
            <text x="10" y={8 + number.sizePx * 0.35} textAnchor="middle" fontSize={number.sizePx} fontWeight="600" fill={badge.current ? 'var(--text-on-solid)' : 'var(--text-primary)'}>
              {number.text}
            </text>
          </Mark>
          {words.picture.legendStep}
        </li>
      )}
    </ul>
  )
}

function Mark(props: { readonly children: React.ReactNode }) {
  return (
    <svg aria-hidden="true" width="20" height="16" viewBox="0 0 20 16">
      {props.children}
    </svg>
  )
}
