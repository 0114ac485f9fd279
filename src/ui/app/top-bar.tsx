import { Ellipsis, PanelLeft } from 'lucide-react'
import { useState } from 'react'
import { HopscopeMark } from '../components/icons'
import { useFirstPicture } from '../components/first-picture'
import { IconButton } from '../components/icon-button'
import { lateMenu } from '../components/late-menu'
import { PictureButtons } from '../features/export-picture/picture-buttons'
import { LabMenuFace } from '../features/lab/lab-menu-face'
import { FaultFace } from '../features/faults/fault-face'
import { EncapsulationSwitch } from '../features/modes/encapsulation-switch'
import { FabricFace } from '../features/modes/fabric-face'
import { SettingsFace } from '../features/modes/settings-face'
import { ThemeSwitch } from '../features/modes/theme-switch'
import { UndoButtons } from '../features/modes/undo-buttons'
import { ShortcutHelp } from '../features/shortcuts/shortcut-help'
import { useAppStore } from '../store/app-store'
import { useWords } from '../store/use-words'

/** Menus can wait until the first lab is drawn, or has failed to come, or a person asks for one. */
const LabMenu = lateMenu(async () => (await import('../features/lab/lab-menu')).LabMenu)
const FabricMenu = lateMenu(async () => (await import('../features/modes/fabric-menu')).FabricMenu)
const FaultMenu = lateMenu(async () => (await import('../features/faults/fault-menu')).FaultMenu)
const SettingsMenu = lateMenu(async () => (await import('../features/modes/settings-menu')).SettingsMenu)

export function TopBar() {
  const words = useWords()
  const isPainted = useFirstPicture()
  const settled = useAppStore(({ labStatus }) => labStatus.kind === 'fault' || labStatus.kind === 'refused') || isPainted
  const [moreOpen, setMoreOpen] = useState(false)
  return (
    <div className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 max-wide:gap-x-1.5 border-b py-1 border-hairline bg-panel px-4 max-tree:px-2">
      <TreeButton />
      <span className="flex items-center gap-2 text-title font-semibold">
        <HopscopeMark />
        <span className="max-tree:sr-only">Hopscope</span>
      </span>
      <span aria-hidden="true" className="h-6 w-px bg-hairline" />
      <LabMenu wanted={settled}>
        <LabMenuFace />
      </LabMenu>
      <span className="ml-auto phone:hidden">
        <IconButton label={words.page.moreButtons} expanded={moreOpen} onClick={() => setMoreOpen(!moreOpen)}>
          <Ellipsis aria-hidden="true" size={16} />
        </IconButton>
      </span>
      <EncapsulationSwitch />
      <span className="flex items-center">
        <FabricMenu wanted={settled}>
          <FabricFace />
        </FabricMenu>
        <FaultMenu wanted={settled}>
          <FaultFace />
        </FaultMenu>
        <SettingsMenu wanted={settled} label={words.page.settings}>
          <SettingsFace />
        </SettingsMenu>
      </span>
      <LoadingWord />
      <span className={`ml-auto flex items-center gap-1 max-tree:gap-0 ${moreOpen ? '' : 'max-phone:hidden'}`}>
        <PictureButtons />
        <UndoButtons />
        <ThemeSwitch />
        <ShortcutHelp />
      </span>
    </div>
  )
}

/** Below 1200 pixels the tree lies over the stage, and only when it is asked for. */
function TreeButton() {
  const words = useWords()
  const treeOpen = useAppStore((state) => state.treeOpen)
  const setTreeOpen = useAppStore((state) => state.setTreeOpen)
  return (
    <span className="tree:hidden">
      <IconButton label={words.page.trees} expanded={treeOpen} onClick={() => setTreeOpen(!treeOpen)}>
        <PanelLeft aria-hidden="true" size={16} />
      </IconButton>
    </span>
  )
}

function LoadingWord() {
  const words = useWords()
  const status = useAppStore((state) => state.labStatus)
  const running = useAppStore((state) => state.running)
  const doing = status.kind === 'loading' ? words.page.reading({ name: status.name }) : running ? words.page.running : ''
  return (
    <span role="status" className="min-w-0 grow basis-0 truncate text-secondary max-wide:sr-only">
      {doing !== '' && <span className="late">{doing}</span>}
    </span>
  )
}
