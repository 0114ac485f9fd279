import type { Words } from '../../core/words/en'
import { useAppStore } from './app-store'

/** Every sentence in the language of the page; the component is rendered anew when that changes. */
export function useWords(): Words {
  return useAppStore((state) => state.words)
}
