import { Check } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { Fragment, useMemo } from 'react'
import { MenuFace } from '../../components/menu-face'
import { MENU_ITEM, MENU_SURFACE } from '../../components/menu-style'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import type { CapturedPlace } from './use-captures'

/** All interfaces of the namespaces that the flow passed, to be shown or not; the menu stays open meanwhile. */
export function InterfaceMenu({ places }: { readonly places: readonly CapturedPlace[] }) {
  const { page } = useWords()
  const setCaptured = useAppStore((state) => state.setCaptured)
  const groups = useNamespacesPassed()
  const chosen = places.map(({ key }) => key)
  const toggle = (key: string, wanted: boolean): void => setCaptured(wanted ? [...chosen, key] : chosen.filter((one) => one !== key))
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="flex h-6 items-center rounded-[4px] px-2 text-ink hover:bg-hover disabled:opacity-40 data-[state=open]:bg-selected" disabled={groups.length === 0}>
        <MenuFace label={page.captureInterfaces} value={page.captureCount({ count: places.length })} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={4} collisionPadding={8} className={`max-h-(--radix-dropdown-menu-content-available-height) w-72 overflow-y-auto p-1 ${MENU_SURFACE}`}>
          {groups.map(({ name, links }) => (
            <Fragment key={name}>
              <DropdownMenu.Label className="px-2 pt-2 pb-0.5 text-caption font-medium text-tertiary">{name}</DropdownMenu.Label>
              {links.map((link) => {
                const key = `${name} ${link}`
                return (
                  <DropdownMenu.CheckboxItem
                    key={key}
                    checked={chosen.includes(key)}
                    onCheckedChange={(wanted) => toggle(key, wanted)}
                    onSelect={(event) => event.preventDefault()}
                    className={`${MENU_ITEM} items-center py-1! font-mono`}
                  >
                    <span className="flex w-4 justify-center">
                      <DropdownMenu.ItemIndicator>
                        <Check aria-hidden="true" size={12} />
                      </DropdownMenu.ItemIndicator>
                    </span>
                    {link}
                  </DropdownMenu.CheckboxItem>
                )
              })}
            </Fragment>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

interface NamespaceLinks {
  readonly name: string
  readonly links: readonly string[]
}

/** In the order in which the flow came to them. */
function useNamespacesPassed(): readonly NamespaceLinks[] {
  const steps = useAppStore((state) => state.allSteps)
  const inventory = useAppStore((state) => state.inventory)
  return useMemo(() => {
    const passed = new Set(steps.filter(({ kind }) => kind === 'frame').map(({ netns }) => netns))
    return [...passed].flatMap((netns) => {
      const namespace = inventory?.namespaces[netns]
      return namespace ? [{ name: namespace.name, links: namespace.links.map(({ name }) => name) }] : []
    })
  }, [steps, inventory])
}
