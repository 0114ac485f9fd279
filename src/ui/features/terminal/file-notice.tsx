import { saveFile } from '../../commands/save-file'
import { useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'

/** The file that a command wrote last, to be taken away. */
export function FileNotice() {
  const words = useWords().page
  const written = useAppStore((state) => state.writtenFile)
  const fileBytes = useAppStore((state) => state.fileBytes)
  if (!written) return null
  const name = written.path.slice(written.path.lastIndexOf('/') + 1)
  const save = async (): Promise<void> => {
    const bytes = await fileBytes(written.netns, written.path)
    if (bytes) saveFile(name, new Blob([bytes.slice()], { type: 'application/octet-stream' }))
  }
  return (
    <button type="button" onClick={() => void save()} className="ml-auto h-6 rounded-[4px] border border-control px-2 hover:bg-hover">
      {words.saveFile({ name })}
    </button>
  )
}
