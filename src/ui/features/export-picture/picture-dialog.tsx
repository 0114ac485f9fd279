import { Copy, Download, X } from 'lucide-react'
import { useId, useMemo, useState } from 'react'
import type { Picture } from '../../../core/picture/picture'
import { PICTURE_THEMES } from '../../../core/picture/picture-themes'
import { slidePicture } from '../../../core/picture/slide'
import { stagePicture } from '../../../core/picture/stage-picture'
import { IconButton } from '../../components/icon-button'
import { useModal } from '../../components/use-modal'
import { appStore, useAppStore } from '../../store/app-store'
import { pictureThemeOf } from '../../store/picture-theme'
import { usePictureMoment } from '../../store/use-picture-moment'
import { saveFile } from '../../commands/save-file'
import { copyPicture, pictureBlob, pictureFileName } from './picture-file'
import { PicturePreview } from './picture-preview'
import { PictureSettings } from './picture-settings'
import type { PictureChoice } from './picture-settings'

/** Takes the stage of this moment away as a file or by the clipboard; what is shown is what is written. */
export function PictureDialog() {
  const dialog = useModal(close)
  const title = useId()
  const words = useAppStore((state) => state.words)
  const [choice, setChoice] = useState<PictureChoice>(() => ({ subject: 'stage', format: 'png', scale: 2, background: backgroundOfPage(), withCaption: true, withLegend: true }))
  const picture = usePicture(choice)
  return (
    <dialog ref={dialog} aria-labelledby={title} className="m-auto max-h-[92dvh] w-[min(880px,94dvw)] overflow-y-auto rounded-[8px] border border-hairline bg-panel p-4 text-ink shadow-(--shadow-menu)">
      <div className="mb-3 flex items-center justify-between">
        <h2 id={title} className="text-title font-semibold">
          {words.exportPicture.title}
        </h2>
        <IconButton label={words.close} onClick={close}>
          <X aria-hidden="true" size={14} />
        </IconButton>
      </div>
      <div className="flex gap-4 max-side:flex-col">
        <PicturePreview picture={picture} />
        <PictureSettings choice={choice} size={picture} onChange={(change) => setChoice({ ...choice, ...change })} />
      </div>
      <Actions picture={picture} choice={choice} />
    </dialog>
  )
}

function close(): void {
  appStore.getState().bringForward('none')
}

function backgroundOfPage(): PictureChoice['background'] {
  return pictureThemeOf(appStore.getState().theme)
}

function usePicture(choice: PictureChoice): Picture | undefined {
  const moment = usePictureMoment()
  return useMemo(() => {
    if (moment === undefined) return undefined
    const theme = PICTURE_THEMES[choice.background]
    return choice.subject === 'slide' ? slidePicture(moment, { theme }) : stagePicture(moment, { theme, withCaption: choice.withCaption, withLegend: choice.withLegend })
  }, [moment, choice])
}

function Actions({ picture, choice }: { readonly picture: Picture | undefined; readonly choice: PictureChoice }) {
  const words = useAppStore((state) => state.words.exportPicture)
  const [outcome, setOutcome] = useState('')
  const tell = (work: Promise<void>, done: string): void => {
    work.then(
      () => setOutcome(done),
      (error: unknown) => setOutcome(error instanceof Error ? error.message : String(error)),
    )
  }
  const content = () => (picture === undefined ? Promise.reject(new Error(words.noLab)) : pictureBlob(picture, choice.format, choice.scale))
  const { inventory, steps, playhead } = appStore.getState()
  const fileName = pictureFileName(inventory?.labName ?? 'lab', steps.length === 0 ? undefined : playhead.step, choice.format, choice.scale)
  return (
    <div className="mt-4 flex items-center justify-end gap-2">
      <p role="status" className="mr-auto text-secondary">
        {outcome}
      </p>
      <button
        type="button"
        onClick={() => tell(copyPicture(content(), choice.format), words.copied)}
        className="flex h-7 items-center gap-1.5 rounded-[4px] border border-control px-3 font-medium hover:bg-hover"
      >
        <Copy aria-hidden="true" size={14} />
        {words.copy}
      </button>
      <button
        type="button"
        onClick={() => tell(content().then((blob) => saveFile(fileName, blob)), words.saved({ name: fileName }))}
        className="flex h-7 items-center gap-1.5 rounded-[4px] bg-ink px-3 font-medium text-on-solid"
      >
        <Download aria-hidden="true" size={14} />
        {words.download}
      </button>
    </div>
  )
}
