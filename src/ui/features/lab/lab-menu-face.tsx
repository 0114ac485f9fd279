import { MenuFace } from '../../components/menu-face'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'

/** What the lab menu's button shows, also before it is a button. */
export function LabMenuFace() {
  const words = useWords()
  const labName = useAppStore((state) => state.labInventory?.labName)
  return <MenuFace label={words.page.lab} value={labName ?? words.page.none} short />
}
