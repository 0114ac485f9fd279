import { Play, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Inventory, InventoryNamespace } from '../../../core/model/inventory'
import { parseIpv4 } from '../../../core/wire/ipv4-address'
import { IconButton } from '../../components/icon-button'
import { appStore, useAppStore } from '../../store/app-store'
import { addressToPing } from '../../store/flow-slice'
import { endsInSight } from '../../store/history-slice'
import { useWords } from '../../store/use-words'
import { DEFAULT_OPTIONS, DF_CHOICES, FLOW_KINDS, OPTION_LIMITS, flowCommand } from './flow-command'
import type { FlowOptions } from './flow-command'
import { Field, NumberField } from './fields'

/** Names offered while typing; more would only be scrolled past. */
const MAX_OFFERED = 200
const FIELD = 'h-7 w-full min-w-0 truncate rounded-[4px] border border-control bg-panel px-1.5'

/** A flow in all its options; below them the command line that they make, as it would be typed. */
export function FlowForm() {
  const words = useWords()
  const inventory = useAppStore((state) => state.labInventory)
  const draft = useAppStore((state) => state.draft)
  const draftFlow = useAppStore((state) => state.draftFlow)
  const running = useAppStore((state) => state.running)
  const [options, setOptions] = useState(DEFAULT_OPTIONS)
  const [ends, setEnds] = useState(() => namesOf(appStore.getState()))
  /** How often its options were those of a new flow: a field keeps what is typed in it. */
  const [fresh, setFresh] = useState(0)
  const hasRun = useRef(false)
  const form = useRef<HTMLFormElement>(null)
  const first = useRef<HTMLSelectElement>(null)
  useEffect(() => {
    setEnds(namesOf(appStore.getState()))
    first.current?.focus()
    // what was tried with one flow is not meant for another; what is being filled in is
    if (!hasRun.current) return
    hasRun.current = false
    setOptions(DEFAULT_OPTIONS)
    setFresh((times) => times + 1)
  }, [draft])
  useEffect(() => {
    // another lab has other ends
    if (inventory) setEnds((known) => (areEnds(inventory, known) ? known : namesOf({ ...appStore.getState(), draft: undefined })))
  }, [inventory])
  useEffect(() => {
    // the button that runs it is its last line
    form.current?.scrollIntoView({ block: 'nearest' })
  }, [draft, options.kind])
  if (!inventory) return null
  const [from, named, owner] = [namespaceNamed(inventory, ends.from), namespaceNamed(inventory, ends.to), namespaceWith(inventory, ends.to)]
  const to = named ?? owner
  const address = named ? addressToPing(named) : owner && ends.to.trim()
  const line = address === undefined ? undefined : flowCommand(options, address)
  const problem = !from ? words.page.notFound({ name: ends.from }) : !to ? words.page.notFound({ name: ends.to }) : from === to ? words.page.bothSame : undefined
  const run = () => {
    if (!from || !to || !line || problem !== undefined || running) return
    hasRun.current = true
    const { command, server } = line
    void appStore.getState().startFlow({ from: from.index, to: to.index, command, ...(server === undefined ? {} : { beside: { netns: to.name, command: server } }) })
  }
  return (
    <form
      ref={form}
      aria-labelledby="new-flow"
      className="mx-2 mt-3 space-y-2 rounded-[6px] border border-hairline bg-app p-2"
      onSubmit={(event) => {
        event.preventDefault()
        run()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') draftFlow(undefined)
      }}
    >
      <div className="flex items-center justify-between">
        <h2 id="new-flow" className="font-medium">
          {words.page.newFlow}
        </h2>
        <IconButton label={words.page.closeForm} onClick={() => draftFlow(undefined)}>
          <X aria-hidden="true" size={14} />
        </IconButton>
      </div>
      <Field label={words.page.what}>
        <select
          ref={first}
          className={FIELD}
          value={options.kind}
          onChange={(event) => setOptions({ ...options, kind: FLOW_KINDS.find((kind) => kind === event.target.value) ?? 'ping' })}
        >
          {FLOW_KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {words.page.flowKinds[kind]}
            </option>
          ))}
        </select>
      </Field>
      <Field label={words.page.from}>
        <input className={FIELD} list="flow-ends" value={ends.from} onChange={(event) => setEnds({ ...ends, from: event.target.value })} />
      </Field>
      <Field label={words.page.toEnd}>
        <input className={FIELD} list="flow-ends" value={ends.to} onChange={(event) => setEnds({ ...ends, to: event.target.value })} />
      </Field>
      <datalist id="flow-ends">
        {inventory.namespaces.slice(0, MAX_OFFERED).map(({ index, name }) => (
          <option key={index} value={name} />
        ))}
      </datalist>
      <KindOptions key={`${options.kind} ${fresh}`} options={options} onChange={(change) => setOptions({ ...options, ...change })} />
      <div className="rounded-[3px] bg-code px-1.5 py-1 font-mono text-caption text-secondary" aria-live="polite">
        {problem ?? (
          <>
            {line?.server !== undefined && (
              <span className="block break-words">
                <span className="text-tertiary">{to?.name}$ </span>
                {line.server}
              </span>
            )}
            <span className="block break-words">
              <span className="text-tertiary">{ends.from}$ </span>
              {line?.command}
            </span>
          </>
        )}
      </div>
      {/* a button that is disabled while it runs would lose the focus */}
      <button
        type="submit"
        disabled={problem !== undefined || !line}
        aria-disabled={running}
        className="flex h-7 w-full items-center justify-center gap-1.5 rounded-[4px] bg-ink font-medium text-on-solid disabled:opacity-40 aria-disabled:opacity-40"
      >
        <Play aria-hidden="true" size={12} fill="currentColor" />
        {words.page.run}
      </button>
    </form>
  )
}

function KindOptions({ options, onChange }: { readonly options: FlowOptions; readonly onChange: (change: Partial<FlowOptions>) => void }) {
  const words = useWords()
  const { kind } = options
  if (kind === 'ping') {
    return (
      <>
        <div className="grid grid-cols-2 gap-2">
          <NumberField label={words.page.count} limits={OPTION_LIMITS.count} value={options.count} onChange={(count) => onChange({ count })} />
          <NumberField label="TTL" limits={OPTION_LIMITS.ttl} value={options.ttl} onChange={(ttl) => onChange({ ttl })} />
        </div>
        <div className="grid grid-cols-2 gap-2">
          <NumberField label={words.page.dataBytes} limits={OPTION_LIMITS.dataBytes} value={options.dataBytes} onChange={(dataBytes) => onChange({ dataBytes })} />
          <Field label="DF">
            <select className={FIELD} value={options.df} onChange={(event) => onChange({ df: DF_CHOICES.find((df) => df === event.target.value) ?? 'want' })}>
              {DF_CHOICES.map((df) => (
                <option key={df} value={df}>
                  {words.page.dfChoices[df]}
                </option>
              ))}
            </select>
          </Field>
        </div>
      </>
    )
  }
  if (kind === 'traceroute' || kind === 'traceroute-icmp') return null
  return (
    <div className="grid grid-cols-2 items-end gap-2">
      <NumberField label={words.page.port} limits={OPTION_LIMITS.port} value={options.port} onChange={(port) => onChange({ port })} />
      <label className="flex h-7 items-center gap-1.5">
        <input type="checkbox" checked={options.served} onChange={(event) => onChange({ served: event.target.checked })} className="accent-(--text-primary)" />
        {words.page.listening}
      </label>
    </div>
  )
}

/** The ends that are known, else those of the flow in sight. */
function namesOf(state: ReturnType<typeof appStore.getState>): { readonly from: string; readonly to: string } {
  const { draft, labInventory } = state
  const sight = endsInSight(state)
  const nameOf = (index: number | undefined) => (index === undefined ? undefined : labInventory?.namespaces[index]?.name)
  const to = nameOf(draft?.to) ?? sight?.to ?? ''
  const from = nameOf(draft?.from) ?? sight?.from ?? ''
  if (from !== to) return { from, to }
  // a flow to the pod that the last one came from goes the other way round
  return draft?.from === undefined ? { from: sight?.to ?? from, to } : { from, to: sight?.from ?? to }
}

function areEnds(inventory: Inventory, { from, to }: { readonly from: string; readonly to: string }): boolean {
  return [namespaceNamed(inventory, from), namespaceNamed(inventory, to) ?? namespaceWith(inventory, to)].every((end) => end !== undefined)
}

/** Whose address that is; 127.0.0.0/8 is everybody's. */
function namespaceWith(inventory: Inventory, text: string): InventoryNamespace | undefined {
  const address = parseIpv4(text.trim())
  if (address === undefined || address >>> 24 === 127) return undefined
  return inventory.namespaces.find((namespace) => namespace.address === address || namespace.links.some(({ addresses }) => addresses.some((each) => each.address === address)))
}

function namespaceNamed(inventory: Inventory, name: string): InventoryNamespace | undefined {
  return inventory.namespaces.find((namespace) => namespace.name === name)
}
