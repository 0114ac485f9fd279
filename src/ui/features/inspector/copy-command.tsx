import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { appStore, useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'

/** Copies what commands printed in a namespace at the step in sight, each under its own line as on a terminal. */
export function CopyCommand({ netns, commands }: { readonly netns: number; readonly commands: readonly string[] }) {
  const name = useAppStore((state) => state.labInventory?.namespaces[netns]?.name)
  const words = useWords().tables
  const [copied, setCopied] = useState(false)
  if (name === undefined) return null
  const copy = async () => {
    const { askAt, steps, playhead } = appStore.getState()
    const entry = steps[playhead.step]?.entryIndex
    const { answers } = await askAt(name, commands, entry === undefined ? undefined : entry + 1)
    await navigator.clipboard.writeText(answers.map(({ command, stdout, stderr }) => `${name}$ ${command}\n${stdout}${stderr}`).join('\n'))
    setCopied(true)
  }
  const label = words.copyOutput({ commands: commands.join(words.and), count: commands.length })
  return (
    <button type="button" aria-label={label} title={label} onClick={() => void copy()} onBlur={() => setCopied(false)} className="flex h-6 items-center gap-1 rounded-[4px] px-1.5 text-caption text-secondary hover:bg-hover">
      {copied ? <Check aria-hidden="true" size={12} /> : <Copy aria-hidden="true" size={12} />}
      <span role="status">{copied ? words.copied : words.copy}</span>
    </button>
  )
}
