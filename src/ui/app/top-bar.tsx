import { PanelLeft } from 'lucide-react'
import { HopscopeMark } from '../components/icons'
import { IconButton } from '../components/icon-button'
import { lazyPart } from '../components/lazy-part'
import { LabMenuFace } from '../features/lab/lab-menu-face'
import { EncapsulationSwitch } from '../features/modes/encapsulation-switch'
import { ThemeSwitch } from '../features/modes/theme-switch'
import { ShortcutHelp } from '../features/shortcuts/shortcut-help'
import { useAppStore } from '../store/app-store'

/** Menus can wait until the first lab is there, or has failed to come. */
const LabMenu = lazyPart(async () => (await import('../features/lab/lab-menu')).LabMenu)

export function TopBar() {
  const settled = useAppStore((state) => state.labStatus.kind !== 'none' && (state.labStatus.kind !== 'loading' || state.labInventory !== undefined))
  return (
    <div className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 border-b py-1 border-hairline bg-panel px-4">
      <TreeButton />
      <span className="flex items-center gap-2 text-title font-semibold">
        <HopscopeMark />
        Hopscope
      </span>
      <span aria-hidden="true" className="h-6 w-px bg-hairline" />
      <LabMenu wanted={settled}>
        <div className="px-2">
          <LabMenuFace />
        </div>
      </LabMenu>
      <EncapsulationSwitch />
      <LoadingWord />
      <span className="ml-auto flex items-center gap-1">
        <ThemeSwitch />
        <ShortcutHelp />
      </span>
    </div>
  )
}

/** Below 1200 pixels the tree lies over the stage, and only when it is asked for. */
function TreeButton() {
  const treeOpen = useAppStore((state) => state.treeOpen)
  const setTreeOpen = useAppStore((state) => state.setTreeOpen)
  return (
    <span className="tree:hidden">
      <IconButton label="Cluster and flows" expanded={treeOpen} onClick={() => setTreeOpen(!treeOpen)}>
        <PanelLeft aria-hidden="true" size={16} />
      </IconButton>
    </span>
  )
}

function LoadingWord() {
  const status = useAppStore((state) => state.labStatus)
  const running = useAppStore((state) => state.running)
  const words = status.kind === 'loading' ? `Reading ${status.name}` : running ? 'Running' : ''
  return (
    <span role="status" className="text-secondary">
      {words !== '' && <span className="late">{words}</span>}
    </span>
  )
}
