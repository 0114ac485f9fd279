import { Popover } from 'radix-ui'
import { useDeferredValue, useEffect, useId, useMemo, useRef, useState } from 'react'
import type { Rect } from '../../../core/scene/geometry'
import { hiddenIn } from '../../../core/scene/hidden'
import type { Layout } from '../../../core/scene/layout'
import type { SceneFold } from '../../../core/scene/scene'
import type { InventoryNamespace } from '../../../core/model/inventory'
import { addressOfNamespace } from '../../../core/model/namespace-address'
import { formatIpv4 } from '../../../core/wire/ipv4-address'
import { pick } from '../../commands/pick'
import { MENU_SURFACE } from '../../components/menu-style'
import { useRowsInSight } from '../../components/use-rows-in-sight'
import { appStore, useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { whenLabIsThere } from '../../store/when-lab-is-there'

const ROW_PX = 28
/** More pods than this are not all shown on the stage. */
const MOST_ON_STAGE = 60

export type Unfolding = SceneFold

interface FoldListProps {
  readonly fold: SceneFold
  readonly layout: Layout
  /** From the scene to the stage's own pixels. */
  readonly rectOf: (rect: Rect) => Rect
  readonly onClose: () => void
}

/** What a fold stands for, to search and to choose from. A pod is picked as on the stage; a node that is chosen gets its box. */
export function FoldList({ fold, layout, rectOf, onClose }: FoldListProps) {
  const words = useWords()
  const inventory = useAppStore((state) => state.inventory)
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const wanted = useDeferredValue(typed)
  const [opener] = useState(() => (document.activeElement instanceof HTMLElement ? document.activeElement : undefined))
  // what it stood for when it was opened: what is chosen changes the layout
  const [place] = useState(() => layout.folds.find((candidate) => candidate.of === fold.of && candidate.owner === fold.owner))
  const [hidden] = useState(() => (inventory ? hiddenIn(fold, inventory, layout).flatMap((index) => inventory.namespaces[index] ?? []) : []))
  const found = useMemo(() => withText(hidden, wanted), [hidden, wanted])
  if (!place || !inventory) return null
  const owner = fold.of === 'pods' ? inventory.namespaces[fold.owner]?.name : inventory.segments[fold.owner]?.cidr
  const title = `${fold.of === 'pods' ? words.scene.pods({ count: hidden.length }) : words.scene.nodes({ count: hidden.length })}, ${owner ?? words.scene.noSubnet}`
  const choose = (namespace: InventoryNamespace | undefined): void => {
    if (!namespace) return
    onClose()
    if (namespace.kind === 'node') appStore.getState().foldHost(namespace.name, 'open')
    whenLabIsThere(() => pick(appStore.getState(), { kind: 'namespace', netns: namespace.index }))
  }
  const chosen = Math.min(at, found.length - 1)
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key]
    if (by !== undefined) setAt(Math.max(0, Math.min(found.length - 1, chosen + by)))
    // of a long list what is shown may be behind what has been typed
    else if (event.key === 'Enter') choose(wanted === typed ? found[chosen] : withText(hidden, typed)[0])
    else return
    event.preventDefault()
  }
  const { x, y, width, height } = rectOf(place.rect)
  const node = fold.of === 'pods' ? inventory.namespaces[fold.owner] : undefined
  const podCount = node ? (layout.nodes.find(({ netns }) => netns === node.index)?.podCount ?? 0) : 0
  return (
    <Popover.Root open onOpenChange={(open) => open || onClose()}>
      <Popover.Anchor className="pointer-events-none absolute" style={{ left: x, top: y, width, height }} />
      <Popover.Portal>
        <Popover.Content
          aria-label={title}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            if (opener?.isConnected) opener.focus()
          }}
          className={`w-72 p-2 ${MENU_SURFACE}`}
        >
          <p className="px-1 pb-1.5 text-caption text-tertiary">{title}</p>
          <Choices found={found} chosen={chosen} typed={typed} onType={(text) => { setTyped(text); setAt(0) }} onKeyDown={onKeyDown} onChoose={choose} title={title} />
          {node && podCount <= MOST_ON_STAGE && (
            <button
              type="button"
              onClick={() => {
                onClose()
                appStore.getState().foldHost(node.name, 'open')
              }}
              className="mt-2 h-7 w-full rounded-[4px] border border-control px-2 font-medium hover:bg-hover"
            >
              {words.page.showAllPods({ count: podCount })}
            </button>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

interface ChoicesProps {
  readonly title: string
  readonly found: readonly InventoryNamespace[]
  readonly chosen: number
  readonly typed: string
  readonly onType: (text: string) => void
  readonly onKeyDown: (event: React.KeyboardEvent) => void
  readonly onChoose: (namespace: InventoryNamespace) => void
}

/** A field and a list, of which only what is in sight is on the page. */
function Choices({ title, found, chosen, typed, onType, onKeyDown, onChoose }: ChoicesProps) {
  const words = useWords().page
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const { first, end } = useRowsInSight(list, { count: found.length, current: Math.max(chosen, 0), rowPx: ROW_PX })
  useEffect(() => {
    const element = list.current
    if (!element) return
    const top = chosen * ROW_PX
    if (top < element.scrollTop) element.scrollTop = top
    else if (top + ROW_PX > element.scrollTop + element.clientHeight) element.scrollTop = top + ROW_PX - element.clientHeight
  }, [chosen])
  return (
    <>
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={found.length > 0 ? `${id}-${chosen}` : undefined}
        aria-label={words.findLong}
        placeholder={words.find}
        autoFocus
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => onType(event.target.value)}
        onKeyDown={onKeyDown}
        className="h-7 w-full rounded-[4px] border border-control bg-panel px-2 placeholder:text-tertiary"
      />
      <div ref={list} className="mt-1 max-h-64 overflow-y-auto">
        <ul id={id} role="listbox" aria-label={title} className="relative" style={{ height: found.length * ROW_PX }}>
          {found.slice(first, end).map((namespace, k) => (
            <li
              key={namespace.index}
              id={`${id}-${first + k}`}
              role="option"
              aria-selected={first + k === chosen}
              aria-setsize={found.length}
              aria-posinset={first + k + 1}
              onClick={() => onChoose(namespace)}
              className="absolute inset-x-0 flex h-7 cursor-pointer items-center justify-between gap-3 rounded-[4px] px-2 hover:bg-hover aria-selected:bg-selected"
              style={{ top: (first + k) * ROW_PX }}
            >
              <span className="truncate">{namespace.name}</span>
              <span className="font-mono text-caption text-secondary">{addressText(namespace)}</span>
            </li>
          ))}
        </ul>
        {found.length === 0 && <p className="px-2 py-1 text-tertiary">{words.notFound({ name: typed })}</p>}
      </div>
    </>
  )
}

function addressText(namespace: InventoryNamespace): string {
  const address = addressOfNamespace(namespace)
  return address === undefined ? '' : formatIpv4(address)
}

function withText(hosts: readonly InventoryNamespace[], text: string): readonly InventoryNamespace[] {
  const wanted = text.trim().toLowerCase()
  return hosts.filter((ns) => rowText(ns).includes(wanted))
}

function rowText(namespace: InventoryNamespace): string {
  return `${namespace.name} ${addressText(namespace)}`.toLowerCase()
}
