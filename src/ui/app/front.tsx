import { lazyPart } from '../components/lazy-part'
import { ErrorBoundary } from '../components/error-boundary'
import { useAppStore } from '../store/app-store'

const Present = lazyPart(async () => (await import('../features/present/present')).Present)
const PictureDialog = lazyPart(async () => (await import('../features/export-picture/picture-dialog')).PictureDialog)

/** What stands before the page, when something does; its code comes with its first use. */
export function FrontPart() {
  const front = useAppStore((state) => state.front)
  if (front === 'none') return null
  return (
    <ErrorBoundary name="Picture">
      <Present wanted={front === 'present'}>{null}</Present>
      <PictureDialog wanted={front === 'picture'}>{null}</PictureDialog>
    </ErrorBoundary>
  )
}
