import { Redo2, Undo2 } from 'lucide-react'
import { IconButton } from '../../components/icon-button'
import { useAppStore } from '../../store/app-store'
import { isMoveLast, isMoveNext } from '../../store/places-slice'
import { useWords } from '../../store/use-words'

/** Back and forth through what was changed of the lab. */
export function UndoButtons() {
  const words = useWords()
  const canUndo = useAppStore((state) => state.past.length > 0 || isMoveLast(state))
  const canRedo = useAppStore((state) => state.future.length > 0 || isMoveNext(state))
  const undo = useAppStore((state) => state.undo)
  const undoMove = useAppStore((state) => state.undoMove)
  const redoMove = useAppStore((state) => state.redoMove)
  const redo = useAppStore((state) => state.redo)
  return (
    <>
      <IconButton label={words.commands.undo} shortcut="Control+Z" disabled={!canUndo} onClick={() => void (undoMove() || undo())}>
        <Undo2 aria-hidden="true" size={16} />
      </IconButton>
      <IconButton label={words.commands.redo} shortcut="Control+Shift+Z" disabled={!canRedo} onClick={() => void (redoMove() || redo())}>
        <Redo2 aria-hidden="true" size={16} />
      </IconButton>
    </>
  )
}
