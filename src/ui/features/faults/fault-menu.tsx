import { Popover } from 'radix-ui'
import { useEffect, useState } from 'react'
import { FAULT_EFFECTS, faultTitle } from '../../../core/explain/lab-words'
import { isSameFault } from '../../../core/model/fault'
import type { Fault } from '../../../core/model/fault'
import { MENU_BUTTON, MENU_SURFACE } from '../../components/menu-style'
import { useAppStore } from '../../store/app-store'
import { FaultFace } from './fault-face'
import { FaultRow } from './fault-row'

/** What can be broken on the way of the flow in sight, each with the commands that do it and those that undo it. */
export function FaultMenu() {
  const hasLab = useAppStore((state) => state.settings !== undefined)
  return (
    <Popover.Root>
      <Popover.Trigger className={MENU_BUTTON} disabled={!hasLab}>
        <FaultFace />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content align="start" sideOffset={4} collisionPadding={8} aria-label="Faults" className={`max-h-(--radix-popover-content-available-height) w-104 overflow-y-auto p-3 ${MENU_SURFACE}`}>
          <FaultList />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

function FaultList() {
  const active = useAppStore((state) => state.faults)
  const offered = useOfferedFaults()
  // a row stays where it is when it is pressed; what was broken on the way of another flow comes first
  const elsewhere = active.filter((fault) => !offered.some((one) => isSameFault(one, fault)))
  return (
    <>
      {elsewhere.length > 0 && (
        <Group title="Broken elsewhere">
          {elsewhere.map((fault) => (
            <KnownFault key={keyOf(fault)} fault={fault} active={fault} />
          ))}
        </Group>
      )}
      <Group title="On the way of this flow">
        {offered.map((fault) => (
          <KnownFault key={keyOf(fault)} fault={fault} active={active.find((one) => isSameFault(one, fault))} />
        ))}
      </Group>
      <Group title="Settings that break things">
        <SettingFaults />
      </Group>
    </>
  )
}

function KnownFault({ fault, active }: { readonly fault: Fault; readonly active: Fault | undefined }) {
  const breakOrMend = useAppStore((state) => state.breakOrMend)
  return (
    <FaultRow
      checked={active !== undefined}
      title={faultTitle(fault)}
      effect={FAULT_EFFECTS[fault.kind]}
      script={active?.repair ?? fault.script}
      onChange={() => void breakOrMend(fault)}
    />
  )
}

function Group({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <fieldset className="mb-3 last:mb-0">
      <legend className="mb-1 font-medium text-secondary">{title}</legend>
      <ul className="space-y-0.5">{children}</ul>
    </fieldset>
  )
}

/** Two that are settings of the lab as well: they are shown with their own commands, and switch the setting. */
function SettingFaults() {
  const settings = useAppStore((state) => state.settings)
  const poolNames = useAppStore((state) => state.poolNames)
  const changeSettings = useAppStore((state) => state.changeSettings)
  if (!settings) return null
  const { natOutgoing, fabric } = settings
  const patch = (on: boolean) => poolNames.map((name) => ({ netns: '', command: `calicoctl patch ippool ${name} -p '{"spec":{"natOutgoing":${on}}}'` }))
  const check = [{ netns: '', command: `aws ec2 modify-instance-attribute --instance-id … --${fabric === 'aws' ? 'no-' : ''}source-dest-check` }]
  return (
    <>
      <FaultRow
        checked={!natOutgoing}
        title="natOutgoing off"
        effect="Pods reach the outside with their own address, which nobody there can answer."
        script={patch(!natOutgoing)}
        onChange={() => void changeSettings({ natOutgoing: !natOutgoing })}
      />
      <FaultRow
        checked={fabric === 'aws'}
        title="Source/destination check on"
        effect="Fabric AWS: a card sends only its own address. Direct and CrossSubnet fail, tunnels pass."
        script={check}
        onChange={() => void changeSettings({ fabric: fabric === 'aws' ? 'on-prem' : 'aws' })}
      />
    </>
  )
}

/** Asked anew when the lab has changed: a script names routes and links as they are. */
function useOfferedFaults(): readonly Fault[] {
  const listFaults = useAppStore((state) => state.listFaults)
  const labInventory = useAppStore((state) => state.labInventory)
  const [offered, setOffered] = useState<readonly Fault[]>([])
  useEffect(() => {
    let isCurrent = true
    void listFaults().then((faults) => {
      if (isCurrent) setOffered(faults)
    })
    return () => {
      isCurrent = false
    }
  }, [listFaults, labInventory])
  return offered
}

function keyOf({ kind, place, object }: Fault): string {
  return `${kind} ${place} ${object}`
}
