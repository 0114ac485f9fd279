import { Columns4, Image, Presentation } from 'lucide-react'
import { IconButton } from '../../components/icon-button'
import { appStore, useAppStore } from '../../store/app-store'

/** The ways to show this to others: modes beside each other, in front of them, or as a picture to take away. */
export function PictureButtons() {
  const words = useAppStore((state) => state.words)
  const hasLab = useAppStore((state) => state.inventory !== undefined)
  const hasRun = useAppStore((state) => state.runs.length > 0)
  const { bringForward } = appStore.getState()
  return (
    <>
      <IconButton label={words.compareView.name} labelled disabled={!hasRun} onClick={() => bringForward('compare')}>
        <Columns4 aria-hidden="true" size={16} />
      </IconButton>
      <IconButton label={words.present.name} labelled disabled={!hasLab} onClick={() => bringForward('present')}>
        <Presentation aria-hidden="true" size={16} />
      </IconButton>
      <IconButton label={words.exportPicture.title} labelled disabled={!hasLab} onClick={() => bringForward('picture')}>
        <Image aria-hidden="true" size={16} />
      </IconButton>
    </>
  )
}
