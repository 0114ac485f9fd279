import { DropdownMenu } from 'radix-ui'
import { useState } from 'react'
import { menuOf } from '../../commands/thing-menus'
import type { MenuThing } from '../../commands/thing-menus'
import { MENU_ITEM, MENU_SURFACE } from '../../components/menu-style'
import { appStore } from '../../store/app-store'

/** What was right-clicked, and where on the page. */
export interface MenuPlace {
  readonly thing: MenuThing
  readonly x: number
  readonly y: number
  /** What can be done with a node: to be shown whole, or as a line. */
  readonly fold?: 'open' | 'closed'
}

/** What can be done with a host, a link or a packet, as it was when it was asked. */
export function StageMenu({ place, onClose }: { readonly place: MenuPlace; readonly onClose: () => void }) {
  const [menu] = useState(() => menuOf(appStore.getState(), place.thing, place.fold))
  const [opener] = useState(() => document.activeElement)
  if (!menu) return null
  return (
    <DropdownMenu.Root open modal={false} onOpenChange={(open) => open || onClose()}>
      <DropdownMenu.Trigger asChild>
        <span aria-hidden="true" className="fixed size-0" style={{ left: place.x, top: place.y }} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            // what was chosen may have led elsewhere
            if (document.activeElement === document.body && opener instanceof HTMLElement) opener.focus()
          }}
          align="start"
          collisionPadding={8}
          aria-label={menu.title}
          className={`max-w-96 min-w-48 p-1 ${MENU_SURFACE}`}
        >
          <DropdownMenu.Label className="px-2 py-1 text-caption text-tertiary">{menu.title}</DropdownMenu.Label>
          {menu.actions.map(({ label, perform }) => (
            <DropdownMenu.Item key={label} className={MENU_ITEM} onSelect={perform}>
              {label}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
