import { Download, FolderOpen } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useRef } from 'react'
import { BUILT_IN_LABS } from '../../../core/import/built-in-labs'
import { saveLab } from '../../commands/save-lab'
import { TickMark } from '../../components/icons'
import { KeyCaps } from '../../components/key-caps'
import type { ArrivingMenu } from '../../components/late-menu'
import { MENU_BUTTON, MENU_ITEM, MENU_SURFACE } from '../../components/menu-style'
import { appStore, useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { LabMenuFace } from './lab-menu-face'
import { readFiles } from './read-files'

const ICON = 'flex w-3.5 shrink-0 justify-center pt-0.5'

/** The labs to choose from, and a person's own as files. */
export function LabMenu({ defaultOpen }: ArrivingMenu) {
  const words = useWords()
  const labName = useAppStore((state) => state.labInventory?.labName)
  const loadBuiltInLab = useAppStore((state) => state.loadBuiltInLab)
  const hasLab = useAppStore((state) => state.settings !== undefined)
  const loadLab = useAppStore((state) => state.loadLab)
  const fileInput = useRef<HTMLInputElement>(null)
  return (
    <>
      <DropdownMenu.Root modal={false} defaultOpen={defaultOpen}>
        <DropdownMenu.Trigger className={MENU_BUTTON}>
          <LabMenuFace />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content align="start" sideOffset={4} className={`w-80 p-1 ${MENU_SURFACE}`}>
            {BUILT_IN_LABS.map((lab) => (
              <DropdownMenu.Item key={lab.name} className={MENU_ITEM} onSelect={() => void loadBuiltInLab(lab.name)}>
                <span className={ICON}>{lab.name === labName && <TickMark />}</span>
                <span>
                  <span className="block font-medium">{words.lab.labs[lab.name].title}</span>
                  <span className="block text-tertiary">{words.lab.labs[lab.name].description}</span>
                </span>
              </DropdownMenu.Item>
            ))}
            <DropdownMenu.Separator className="my-1 h-px bg-hairline" />
            <DropdownMenu.Item className={MENU_ITEM} onSelect={() => fileInput.current?.click()}>
              <span className={ICON}>
                <FolderOpen aria-hidden="true" size={14} />
              </span>
              <span>
                <span className="block font-medium">{words.page.openFile}</span>
                <span className="block text-tertiary">{words.page.openFileNote}</span>
              </span>
            </DropdownMenu.Item>
            <DropdownMenu.Item className={MENU_ITEM} disabled={!hasLab} onSelect={() => void saveLab(appStore.getState())}>
              <span className={ICON}>
                <Download aria-hidden="true" size={14} />
              </span>
              <span className="flex-1 font-medium">{words.commands.saveLab}</span>
              <KeyCaps controlKeys={['s']} />
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <input
        ref={fileInput}
        id="lab-files"
        type="file"
        multiple
        accept=".yaml,.yml,.json"
        aria-label={words.page.labFiles}
        hidden
        onChange={(event) => {
          const input = event.currentTarget
          const files = [...(input.files ?? [])]
          // so that the same one can be chosen again
          input.value = ''
          if (files.length > 0) void loadLab(readFiles(files))
        }}
      />
    </>
  )
}
