import type { EncapsulationChoice } from '../../../worker/protocol'
import { ModeMark } from '../../components/mode-mark'
import { Segmented } from '../../components/segmented'
import { useAppStore } from '../../store/app-store'

const MODE_LABELS = { direct: 'Direct', ipip: 'IPIP', vxlan: 'VXLAN', wireguard: 'WireGuard' } as const
/** What any lab can be switched to; a lab that came with another mode shows that one too. */
const CHOICES: readonly EncapsulationChoice['mode'][] = ['direct', 'ipip']

const SCOPES = [
  { value: 'always', label: 'Always' },
  { value: 'cross-subnet', label: 'CrossSubnet' },
] as const

/** The two toggles of the top bar: each derives the lab anew and repeats the last flow. */
export function EncapsulationSwitch() {
  const encapsulation = useAppStore((state) => state.encapsulation)
  const setEncapsulation = useAppStore((state) => state.setEncapsulation)
  const choose = (change: Partial<EncapsulationChoice>) => {
    if (encapsulation) void setEncapsulation(change.mode ?? encapsulation.mode, change.scope ?? encapsulation.scope)
  }
  const current = encapsulation?.mode
  const modes = current === undefined || CHOICES.includes(current) ? CHOICES : [...CHOICES, current]
  const options = modes.map((mode) => ({ value: mode, label: MODE_LABELS[mode], mark: <ModeMark mode={mode} /> }))
  return (
    <>
      <Segmented label="Encapsulation" name="mode" options={options} value={current} disabled={!encapsulation} onChange={(mode) => choose({ mode })} />
      {encapsulation && encapsulation.mode !== 'direct' && (
        <Segmented label="Encapsulate" name="scope" options={SCOPES} value={encapsulation.scope} onChange={(scope) => choose({ scope })} />
      )}
    </>
  )
}
