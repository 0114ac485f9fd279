import { useRef } from 'react'
import { MODE_WORDS, SCOPE_WORDS } from '../../../core/explain/lab-words'
import { ENCAPSULATION_MODES, ENCAPSULATION_SCOPES } from '../../../core/model/encapsulation'
import type { EncapsulationMode } from '../../../core/model/encapsulation'
import { ModeMark } from '../../components/mode-mark'
import { Segmented } from '../../components/segmented'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'

/** A mode's name says enough where the bar is narrow. */
const MARK = 'max-wide:hidden'

const SCOPES = ENCAPSULATION_SCOPES.map((scope) => ({ value: scope, label: SCOPE_WORDS[scope] }))

/** WireGuard seals whatever the pools do, and Direct does nothing: neither asks who is near. */
function isScoped(mode: EncapsulationMode | undefined): boolean {
  return mode === 'ipip' || mode === 'vxlan'
}

/** The two toggles of the top bar: each derives the lab anew and repeats the last flow. */
export function EncapsulationSwitch() {
  const words = useWords()
  const mode = useAppStore((state) => state.settings?.mode)
  const scope = useAppStore((state) => state.settings?.scope)
  const changeSettings = useAppStore((state) => state.changeSettings)
  const hasScope = isScoped(mode)
  const lastScope = useRef(scope)
  if (hasScope) lastScope.current = scope
  const modes = ENCAPSULATION_MODES.map((value) => ({
    value,
    label: MODE_WORDS[value],
    mark: (
      <span className={MARK}>
        <ModeMark mode={value} muted={value !== mode} />
      </span>
    ),
  }))
  return (
    <>
      <Segmented label={words.page.encapsulation} name="mode" options={modes} value={mode} disabled={mode === undefined} onChange={(chosen) => void changeSettings({ mode: chosen, ...(isScoped(chosen) && lastScope.current && { scope: lastScope.current }) })} />
      <Segmented label={words.page.encapsulate} name="scope" options={SCOPES} value={hasScope ? scope : undefined} disabled={!hasScope} onChange={(chosen) => void changeSettings({ scope: chosen })} />
    </>
  )
}
