import { Settings2 } from 'lucide-react'

export function SettingsFace() {
  return <Settings2 aria-hidden="true" size={16} />
}
