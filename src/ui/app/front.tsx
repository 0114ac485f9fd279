import { useEffect } from 'react'
import { ErrorBoundary } from '../components/error-boundary'
import { useFirstPicture } from '../components/first-picture'
import { lazyPart } from '../components/lazy-part'
import { useAppStore } from '../store/app-store'
import { useWords } from '../store/use-words'

const Present = lazyPart(async () => (await import('../features/present/present')).Present)
const PictureDialog = lazyPart(async () => (await import('../features/export-picture/picture-dialog')).PictureDialog)
const CompareView = lazyPart(async () => (await import('../features/compare/compare-view')).CompareView)
const importPalette = () => import('../features/palette/palette')
const Palette = lazyPart(async () => (await importPalette()).Palette)

/** What stands before the page, when something does; its code comes with its first use. */
export function FrontPart() {
  const words = useWords()
  const front = useAppStore((state) => state.front)
  const isPainted = useFirstPicture()
  useEffect(() => {
    // who types at once after the key means the palette: it has to be there
    if (isPainted) void importPalette()
  }, [isPainted])
  if (front === 'none') return null
  return (
    <ErrorBoundary name={words.commands.palette} words={words.page}>
      <Present wanted={front === 'present'}>{null}</Present>
      <PictureDialog wanted={front === 'picture'}>{null}</PictureDialog>
      <CompareView wanted={front === 'compare'}>{null}</CompareView>
      <Palette wanted={front === 'palette'}>{null}</Palette>
    </ErrorBoundary>
  )
}
