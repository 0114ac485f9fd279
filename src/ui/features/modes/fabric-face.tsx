import { MenuFace } from '../../components/menu-face'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'

export function FabricFace() {
  const words = useWords()
  const fabric = useAppStore((state) => state.settings?.fabric ?? 'on-prem')
  return <MenuFace label={words.page.fabric} value={words.lab.fabrics[fabric].name} short />
}
