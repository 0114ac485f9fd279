import { useEffect } from 'react'
import { useAppStore } from '../../store/app-store'
import { readFiles } from './read-files'

/** A file dropped anywhere on the page is a lab, and so are those in a folder. */
export function useFileDrop(): void {
  const loadLab = useAppStore((state) => state.loadLab)
  useEffect(() => {
    const allow = (event: DragEvent) => event.preventDefault()
    const take = (event: DragEvent) => {
      event.preventDefault()
      const { items = [], files = [] } = event.dataTransfer ?? {}
      // what is a folder is known as long as the event lasts
      const folders = [...items].map((item) => item.webkitGetAsEntry()).filter(isFolder)
      if (files.length > 0) void loadLab(filesOf([...files], folders).then(readFiles))
    }
    // what lies under the pointer may change in the middle of a drag: it is entered then, and may be dropped on at once
    window.addEventListener('dragenter', allow)
    window.addEventListener('dragover', allow)
    window.addEventListener('drop', take)
    return () => {
      window.removeEventListener('dragenter', allow)
      window.removeEventListener('dragover', allow)
      window.removeEventListener('drop', take)
    }
  }, [loadLab])
}

function isFolder(entry: FileSystemEntry | null): entry is FileSystemDirectoryEntry {
  return entry?.isDirectory === true
}

/** A folder is among the files too, as one that cannot be read. */
async function filesOf(files: readonly File[], folders: readonly FileSystemDirectoryEntry[]): Promise<readonly File[]> {
  if (folders.length === 0) return files
  const { filesOfFolders } = await import('./folder-files')
  return [...files.filter(({ name }) => !folders.some((folder) => folder.name === name)), ...(await filesOfFolders(folders))]
}
