import { MenuFace } from '../../components/menu-face'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'

/** How much is broken on purpose; a fabric's rules are its own and no fault. */
export function FaultFace() {
  const words = useWords()
  const count = useAppStore((state) => state.faults.length)
  return <MenuFace label={words.page.faults} value={count === 0 ? words.page.none : String(count)} />
}
