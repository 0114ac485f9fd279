import { MenuFace } from '../../components/menu-face'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'

/** How much is broken on purpose, natOutgoing that was switched off among it; a fabric's rules are its own and no fault. */
export function FaultFace() {
  const words = useWords()
  const count = useAppStore(({ faults, settings, fileSettings }) => faults.length + (settings?.natOutgoing === false && fileSettings?.natOutgoing !== false ? 1 : 0))
  return <MenuFace label={words.page.faults} value={count === 0 ? words.page.none : String(count)} />
}
