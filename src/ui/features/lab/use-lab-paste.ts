import { useEffect } from 'react'
import { useAppStore } from '../../store/app-store'
import { readFiles } from './read-files'

/** What pasted text is called where a file has its name. */
const PASTED_NAME = 'pasted.yaml'
/** Here what is pasted belongs to what is there. */
const OWN_PASTE = 'input, textarea, select, [contenteditable], dialog'

/** Manifests pasted on the page itself are a lab, as text or as files. */
export function useLabPaste(): void {
  const loadLab = useAppStore((state) => state.loadLab)
  useEffect(() => {
    const take = (event: ClipboardEvent) => {
      const { target, clipboardData, defaultPrevented } = event
      if (defaultPrevented || !clipboardData || (target instanceof Element && target.closest(OWN_PASTE))) return
      const files = [...clipboardData.files]
      const text = clipboardData.getData('text/plain')
      if (files.length === 0 && text.trim() === '') return
      event.preventDefault()
      void loadLab(files.length > 0 ? readFiles(files) : [{ name: PASTED_NAME, text }])
    }
    window.addEventListener('paste', take)
    return () => window.removeEventListener('paste', take)
  }, [loadLab])
}
