import { DropdownMenu } from 'radix-ui'
import { FABRICS } from '../../../core/model/lab-settings'
import { TickMark } from '../../components/icons'
import type { ArrivingMenu } from '../../components/late-menu'
import { MENU_BUTTON, MENU_ITEM, MENU_SURFACE } from '../../components/menu-style'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { FabricFace } from './fabric-face'

/** What the network below the nodes lets through, with the reason in words. */
export function FabricMenu({ defaultOpen }: ArrivingMenu) {
  const words = useWords()
  const fabric = useAppStore((state) => state.settings?.fabric)
  const changeSettings = useAppStore((state) => state.changeSettings)
  return (
    <DropdownMenu.Root modal={false} defaultOpen={defaultOpen}>
      <DropdownMenu.Trigger className={MENU_BUTTON} disabled={fabric === undefined}>
        <FabricFace />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="start" sideOffset={4} className={`w-84 p-1 ${MENU_SURFACE}`}>
          <DropdownMenu.RadioGroup
            value={fabric ?? 'on-prem'}
            onValueChange={(value) => {
              const chosen = FABRICS.find((candidate) => candidate === value)
              if (chosen) void changeSettings({ fabric: chosen })
            }}
          >
            {FABRICS.map((value) => (
              <DropdownMenu.RadioItem key={value} value={value} className={MENU_ITEM}>
                <span className="w-3 pt-0.5">{value === fabric && <TickMark />}</span>
                <span className="flex-1">
                  <span className="block font-medium">{words.lab.fabrics[value].name}</span>
                  <span className="block text-tertiary">{words.lab.fabrics[value].reason}</span>
                </span>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
