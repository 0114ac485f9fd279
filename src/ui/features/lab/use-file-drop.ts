import { useEffect } from 'react'
import { useAppStore } from '../../store/app-store'
import { readFiles } from './read-files'

/** A file dropped anywhere on the page is a lab. */
export function useFileDrop(): void {
  const loadLab = useAppStore((state) => state.loadLab)
  useEffect(() => {
    const allow = (event: DragEvent) => event.preventDefault()
    const take = (event: DragEvent) => {
      event.preventDefault()
      const files = event.dataTransfer?.files
      if (files && files.length > 0) void readFiles(files).then(loadLab)
    }
    window.addEventListener('dragover', allow)
    window.addEventListener('drop', take)
    return () => {
      window.removeEventListener('dragover', allow)
      window.removeEventListener('drop', take)
    }
  }, [loadLab])
}
