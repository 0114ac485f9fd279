import type { Step } from '../../../core/scene/steps'
import { ProtocolShape } from '../../components/protocol-shape'

export type StepTime = 'past' | 'now' | 'ahead'

/** A frame as its protocol's shape, ringed while it wears an envelope; a decision as a diamond; filled once it has happened. */
export function StepMark({ step, time }: { readonly step: Step; readonly time: StepTime }) {
  const happened = time !== 'ahead'
  if (step.kind === 'drop') {
    return (
      <svg width="22" height="22" viewBox="0 0 22 22" className="text-drop">
        <circle cx="11" cy="11" r="8" fill="currentColor" />
        <path d="m8 8 6 6M14 8l-6 6" stroke="var(--text-on-solid)" strokeWidth="2" />
      </svg>
    )
  }
  if (step.kind === 'decision') {
    return (
      <svg width="12" height="22" viewBox="0 0 12 22" className="text-secondary">
        <path d="M6 6.5 10.5 11 6 15.5 1.5 11Z" fill={happened ? 'currentColor' : 'var(--surface-panel)'} stroke="currentColor" strokeWidth="1.25" />
      </svg>
    )
  }
  return (
    <svg data-protocol={step.protocol} data-mode={step.mode ?? 'direct'} width="22" height="22" viewBox="0 0 22 22">
      {step.mode && <rect x="2" y="2" width="18" height="18" rx="3" fill={happened ? 'var(--tint)' : 'var(--surface-panel)'} stroke="var(--hue)" strokeWidth="2" />}
      <ProtocolShape
        protocol={step.protocol}
        center={11}
        radius={5}
        fill={step.sealed && happened ? 'var(--hue)' : happened ? 'var(--packet)' : 'var(--surface-panel)'}
        stroke={step.sealed ? 'var(--hue)' : 'var(--strong)'}
      />
    </svg>
  )
}
