import { Suspense, lazy, useEffect, useRef, useState } from 'react'
import type { Layout, Viewport } from '../../../core/scene/layout'
import type { SceneBox } from '../../../core/scene/scene'
import { createStagePainter } from '../../canvas/stage-painter'
import type { StagePainter, View } from '../../canvas/stage-painter'
import { appStore, useAppStore } from '../../store/app-store'
import { useWords } from '../../store/use-words'
import { Legend } from './legend'
import { LegendButton } from './legend-button'
import { MiniMapPart } from './mini-map'
import { Narration } from './narration'
import { forget, pick } from '../../commands/pick'
import type { MenuPlace } from './stage-menu'
import { PickHint } from './pick-hint'
import { pointedBox } from './pointed-box'
import { StageElements } from './stage-elements'
import { useStageScene } from './use-stage-scene'
import { whenLabIsThere } from './when-lab-is-there'
import { ZoomButtons } from './zoom-buttons'

/** Few people ask for it, and the stage is not to wait for it. */
const StageMenu = lazy(async () => ({ default: (await import('./stage-menu')).StageMenu }))

/** Below the upper row, where there is no narration whose place the hint takes. */
const HINT_INSET = 24
const REDUCED_MOTION = '(prefers-reduced-motion: reduce)'

/** The picture of the lab with the packet in flight. React draws what changes with a step; frames are the painter's. */
export function Stage() {
  const host = useRef<HTMLDivElement>(null)
  const words = useRef<HTMLCanvasElement>(null)
  const overlay = useRef<HTMLCanvasElement>(null)
  const layer = useRef<HTMLDivElement>(null)
  const [painter, setPainter] = useState<StagePainter>()
  const [focused, setFocused] = useState<string>()
  const [isFitted, setIsFitted] = useState(true)
  const [isPainted, setIsPainted] = useState(false)
  const hovered = useRef<SceneBox | undefined>(undefined)
  const withShift = useRef(false)
  const [menu, setMenu] = useState<MenuPlace>()
  const viewport = useSize(host)
  const stage = useStageScene(viewport)
  const theme = useAppStore((state) => state.theme)
  const stageName = useWords().page.stage
  const hasRun = useAppStore((state) => state.currentRun >= 0)
  const pointed = useAppStore((state) => state.pointed)
  const isPicking = useAppStore((state) => state.pendingFrom !== undefined)
  const layout = stage?.layout

  useEffect(() => {
    if (!host.current || !words.current || !overlay.current) return
    const created = createStagePainter({ graph: host.current, words: words.current, overlay: overlay.current }, CLOCK, {
      onPick: (target) => {
        const shift = withShift.current
        whenLabIsThere(() => pick(appStore.getState(), target, shift))
      },
      onHover: (box) => {
        hovered.current = box
        showHover(host.current, box)
      },
      onView: (view, fitted) => {
        moveLayer(layer.current, view)
        setIsFitted(fitted)
      },
      onMovedByHand: () => appStore.getState().setFollowing(false),
    })
    setPainter(created)
    const stopListening = onPlayheadMoved(() => created.invalidate())
    return () => {
      stopListening()
      created.destroy()
      setPainter(undefined)
    }
  }, [])

  useEffect(() => {
    if (painter && layout) {
      painter.resize()
      fit(painter, layout)
    }
  }, [painter, layout])
  useViewOrders(painter, layout)
  useEffect(() => {
    if (!painter || !stage) return
    painter.show({ scene: stage.scene, flight: stage.flight, focused: focused ?? pointedBox(stage.scene, pointed) })
    setIsPainted(true)
  }, [painter, stage, focused, pointed])
  useThemeChange(theme, painter)
  useEscape()

  const openMenu = (event: React.MouseEvent, box: SceneBox | undefined) => {
    if (box?.target?.kind !== 'namespace') return
    event.preventDefault()
    event.stopPropagation()
    // a key that opens it tells no place: the element's own is taken
    const { left, top } = event.currentTarget.getBoundingClientRect()
    setMenu({ netns: box.target.netns, x: event.clientX > 0 ? event.clientX : left, y: event.clientY > 0 ? event.clientY : top })
  }

  return (
    <section
      aria-label={stageName}
      className="absolute inset-0 overflow-clip bg-stage"
      onPointerDownCapture={(event) => {
        withShift.current = event.shiftKey
      }}
      onContextMenu={(event) => openMenu(event, hovered.current)}
      onDoubleClick={() => openShell(hovered.current)}
    >
      <div ref={host} aria-hidden="true" className="absolute inset-0" />
      <canvas ref={words} aria-hidden="true" className="pointer-events-none absolute inset-0 size-full" />
      <canvas ref={overlay} aria-hidden="true" className="pointer-events-none absolute inset-0 size-full" />
      <div ref={layer} className="pointer-events-none absolute top-0 left-0 origin-top-left">
        {/* a button that can be seen can be clicked: what is below it has to be there to take the click */}
        {stage && isPainted && (
          <>
            <StageElements scene={stage.scene} onFocusBox={setFocused} onMenu={openMenu} onOpen={openShell} />
            {hasRun && !isPicking ? <Narration narration={stage.scene.narration} /> : <PickHint top={stage.scene.narration?.rect.y ?? stage.layout.gutter.top + HINT_INSET} isFirst={!hasRun} />}
          </>
        )}
      </div>
      {hasRun && (stage?.scene.legendFits && isFitted && fitsIn(stage.layout, viewport) ? <Legend className="pointer-events-none absolute bottom-3 left-6" /> : <LegendButton />)}
      {menu && (
        <Suspense fallback={null}>
          <StageMenu place={menu} onClose={() => setMenu(undefined)} />
        </Suspense>
      )}
      {painter && stage && viewport && isPainted && <MiniMapPart painter={painter} scene={stage.scene} viewport={viewport} />}
      {painter && layout && <ZoomButtons />}
    </section>
  )
}

/** A double click is a shell there. */
function openShell(box: SceneBox | undefined): void {
  const state = appStore.getState()
  const namespace = box?.target?.kind === 'namespace' ? state.labInventory?.namespaces[box.target.netns] : undefined
  if (!namespace) return
  forget(state)
  state.openTerminal(namespace.name)
}

const CLOCK = {
  moment: () => appStore.getState().playhead,
  isFollowing: () => appStore.getState().isFollowing,
  reducedMotion: () => window.matchMedia(REDUCED_MOTION).matches,
}

/** The playhead moves with every frame: painters hear of it, React does not. */
function onPlayheadMoved(listener: () => void): () => void {
  return appStore.subscribe((state, before) => {
    if (state.playhead.progress !== before.playhead.progress || state.playhead.step !== before.playhead.step || state.isFollowing !== before.isFollowing) listener()
  })
}

function fit(painter: StagePainter, layout: Layout): void {
  appStore.getState().setFollowing(true)
  painter.fit(layout)
}

/** False where some of the picture is outside the stage and moves into it with the packet. */
function fitsIn(layout: Layout, viewport: Viewport | undefined): boolean {
  return viewport !== undefined && layout.width * layout.zoom <= viewport.width + 1 && layout.height * layout.zoom <= viewport.height + 1
}

const ZOOM_STEP = 1.25

/** What keys and palette ask of the view. */
function useViewOrders(painter: StagePainter | undefined, layout: Layout | undefined): void {
  const viewOrder = useAppStore((state) => state.viewOrder)
  const carriedOut = useRef(viewOrder)
  useEffect(() => {
    if (!painter || !layout || !viewOrder || carriedOut.current === viewOrder) return
    carriedOut.current = viewOrder
    if (viewOrder.order === 'fit') fit(painter, layout)
    else painter.zoomBy(viewOrder.order === 'closer' ? ZOOM_STEP : 1 / ZOOM_STEP)
  }, [painter, layout, viewOrder])
}

function useSize(element: React.RefObject<HTMLElement | null>): Viewport | undefined {
  const [size, setSize] = useState<Viewport>()
  useEffect(() => {
    const observed = element.current
    if (!observed) return
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = observed
      if (width > 0 && height > 0) setSize((before) => (before?.width === width && before.height === height ? before : { width, height }))
    })
    observer.observe(observed)
    return () => observer.disconnect()
  }, [element])
  return size
}

/** The page's theme, or the system's while the page follows it, changes the CSS variables: read them again. */
function useThemeChange(theme: string, painter: StagePainter | undefined): void {
  useEffect(() => {
    if (!painter) return
    painter.themeChanged()
    const dark = window.matchMedia('(prefers-color-scheme: dark)')
    const onChange = () => painter.themeChanged()
    dark.addEventListener('change', onChange)
    const observer = new MutationObserver(onChange)
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] })
    void document.fonts.ready.then(onChange)
    return () => {
      dark.removeEventListener('change', onChange)
      observer.disconnect()
    }
  }, [theme, painter])
}

/** Escape forgets what is picked, wherever the focus is, unless something nearer to it wants the key. */
function useEscape(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : undefined
      if (event.key === 'Escape' && !event.defaultPrevented && !target?.closest('dialog, [role=menu], input')) forget(appStore.getState())
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}

function showHover(host: HTMLElement | null, box: SceneBox | undefined): void {
  if (host === null) return
  host.style.cursor = box?.target === undefined ? '' : 'pointer'
  host.title = box?.title ?? ''
}

/** Buttons and words above the canvas follow pan and zoom in the frame that painted it. */
function moveLayer(layer: HTMLElement | null, view: View): void {
  if (layer !== null) layer.style.transform = `translate(${view.pan.x}px, ${view.pan.y}px) scale(${view.zoom})`
}
