import { Image, Presentation } from 'lucide-react'
import { IconButton } from '../../components/icon-button'
import { appStore, useAppStore } from '../../store/app-store'

/** The two ways to show this to others: in front of them, or as a picture to take away. */
export function PictureButtons() {
  const words = useAppStore((state) => state.words)
  const hasLab = useAppStore((state) => state.inventory !== undefined)
  const { bringForward } = appStore.getState()
  return (
    <>
      <IconButton label={words.present.name} disabled={!hasLab} onClick={() => bringForward('present')}>
        <Presentation aria-hidden="true" size={16} />
      </IconButton>
      <span className="contents side:max-tree:hidden">
        <IconButton label={words.exportPicture.title} disabled={!hasLab} onClick={() => bringForward('picture')}>
          <Image aria-hidden="true" size={16} />
        </IconButton>
      </span>
    </>
  )
}
