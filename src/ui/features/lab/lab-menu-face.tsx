import { MenuFace } from '../../components/menu-face'
import { useAppStore } from '../../store/app-store'

/** What the lab menu's button shows, also before it is a button. */
export function LabMenuFace() {
  const labName = useAppStore((state) => state.labInventory?.labName)
  return <MenuFace label="Lab" value={labName ?? 'none'} short />
}
