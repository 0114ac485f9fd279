import { FABRIC_WORDS } from '../../../core/explain/lab-words'
import { MenuFace } from '../../components/menu-face'
import { useAppStore } from '../../store/app-store'

export function FabricFace() {
  const fabric = useAppStore((state) => state.settings?.fabric ?? 'on-prem')
  return <MenuFace label="Fabric" value={FABRIC_WORDS[fabric].name} short />
}
