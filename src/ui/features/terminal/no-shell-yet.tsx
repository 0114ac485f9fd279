import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'

/** What is said where there is no shell, with the hosts on the packet's way: each is a press away from its own. */
export function NoShellYet() {
  const words = useWords().page
  const steps = useAppStore((state) => state.steps)
  const inventory = useAppStore((state) => state.inventory)
  const namespaces = useAppStore((state) => state.labInventory?.namespaces)
  const openTerminal = useAppStore((state) => state.openTerminal)
  const withShell = new Set(namespaces?.map(({ name }) => name))
  const names = [...new Set(steps.map(({ netns }) => inventory?.namespaces[netns]?.name ?? ''))].filter((name) => withShell.has(name))
  return (
    <div className="px-4 py-2 text-tertiary">
      <p>{words.noTerminal}</p>
      {names.length > 0 && (
        <ul aria-label={words.shellsOnTheWay} className="mt-2 flex flex-wrap gap-2">
          {names.map((name) => (
            <li key={name}>
              <button type="button" onClick={() => openTerminal(name)} className="h-7 rounded-[4px] border border-control px-2 font-mono text-ink hover:bg-hover">
                {name}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
