import { DropdownMenu } from 'radix-ui'
import type { InventoryNamespace } from '../../../core/model/inventory'
import { MENU_ITEM, MENU_SURFACE } from '../../components/menu-style'
import { appStore, useAppStore } from '../../store/app-store'
import { addressToPing } from '../../store/flow-slice'
import { draftTo } from '../../commands/pick'

/** What was right-clicked, and where on the page. */
export interface MenuPlace {
  readonly netns: number
  readonly x: number
  readonly y: number
}

interface MenuAction {
  readonly label: string
  readonly perform: () => void
}

/** What can be done with a pod, node, router or outside host. */
export function StageMenu({ place, onClose }: { readonly place: MenuPlace; readonly onClose: () => void }) {
  const target = useAppStore((state) => state.labInventory?.namespaces[place.netns])
  const from = useAppStore((state) => state.labInventory?.namespaces[state.pendingFrom ?? state.runs[state.currentRun]?.from ?? -1])
  if (!target) return null
  return (
    <DropdownMenu.Root open modal={false} onOpenChange={(open) => open || onClose()}>
      <DropdownMenu.Trigger asChild>
        <span className="fixed size-0" style={{ left: place.x, top: place.y }} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="start" aria-label={target.name} className={`min-w-48 p-1 ${MENU_SURFACE}`}>
          <DropdownMenu.Label className="px-2 py-1 text-caption text-tertiary">{target.name}</DropdownMenu.Label>
          {actionsOn(target, from).map(({ label, perform }) => (
            <DropdownMenu.Item key={label} className={MENU_ITEM} onSelect={perform}>
              {label}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

/** `from` is the pod picked first, else where the last flow came from. */
function actionsOn(target: InventoryNamespace, from: InventoryNamespace | undefined): readonly MenuAction[] {
  const state = appStore.getState()
  const words = state.words.page
  const address = addressToPing(target)
  const isOther = from !== undefined && from.index !== target.index && address !== undefined
  const start = (command: string): void => {
    if (from) void state.startFlow({ from: from.index, to: target.index, command })
  }
  return [
    ...(isOther
      ? [
          { label: words.menuPing({ name: from.name }), perform: () => start(`ping -c 1 ${address}`) },
          { label: words.menuPingDf({ name: from.name }), perform: () => start(`ping -c 1 -s 1472 -M do ${address}`) },
          { label: words.menuTrace({ name: from.name }), perform: () => start(`traceroute -n ${address}`) },
        ]
      : []),
    ...(target.kind === 'pod' || target.kind === 'node' ? [{ label: words.menuStart, perform: () => state.setPendingFrom(target.index) }] : []),
    { label: words.terminalAt({ name: target.name }), perform: () => state.openTerminal(target.name) },
    { label: words.menuNew, perform: () => draftTo(state, target.index) },
    {
      label: words.menuRoutes,
      perform: () => {
        state.select({ kind: 'namespace', index: target.index })
        state.showInspectorTab('routes')
      },
    },
  ]
}
