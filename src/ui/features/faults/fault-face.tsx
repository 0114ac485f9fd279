import { MenuFace } from '../../components/menu-face'
import { useAppStore } from '../../store/app-store'

/** How much is broken on purpose; a fabric's rules are its own and no fault. */
export function FaultFace() {
  const count = useAppStore((state) => state.faults.length)
  return <MenuFace label="Faults" value={count === 0 ? 'none' : String(count)} />
}
