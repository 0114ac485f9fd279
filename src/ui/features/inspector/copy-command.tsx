import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { appStore, useAppStore } from '../../store/app-store'

/** Copies what commands print in a namespace now, each under its own line as on a terminal. */
export function CopyCommand({ netns, commands }: { readonly netns: number; readonly commands: readonly string[] }) {
  const name = useAppStore((state) => state.labInventory?.namespaces[netns]?.name)
  const [copied, setCopied] = useState(false)
  if (name === undefined) return null
  const copy = async () => {
    const answers = await appStore.getState().ask(name, commands)
    await navigator.clipboard.writeText(answers.map(({ command, stdout, stderr }) => `${name}$ ${command}\n${stdout}${stderr}`).join('\n'))
    setCopied(true)
  }
  const label = `Copy what ${commands.join(' and ')} print${commands.length === 1 ? 's' : ''}`
  return (
    <button type="button" aria-label={label} title={label} onClick={() => void copy()} onBlur={() => setCopied(false)} className="flex h-6 items-center gap-1 rounded-[4px] px-1.5 text-caption text-secondary hover:bg-hover">
      {copied ? <Check aria-hidden="true" size={12} /> : <Copy aria-hidden="true" size={12} />}
      <span role="status">{copied ? 'Copied' : 'Copy'}</span>
    </button>
  )
}
