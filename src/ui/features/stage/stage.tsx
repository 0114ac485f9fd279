import { Suspense, lazy, useEffect, useMemo, useRef, useState } from 'react'
import { placeName } from '../../../core/explain/place-name'
import { packetRect } from '../../../core/scene/flight'
import { fitsIn } from '../../../core/scene/follow'
import type { Point, Rect } from '../../../core/scene/geometry'
import { LEAST_ZOOM_OF_WORDS } from '../../../core/scene/stage-metrics'
import type { StageRoom } from '../../../core/scene/stage-room'
import type { SceneBox } from '../../../core/scene/scene'
import { cellAt } from '../../../core/scene/hidden'
import { uppermost } from '../../canvas/first-painting'
import { createStagePainter } from '../../canvas/stage-painter'
import type { StagePainter, View } from '../../canvas/stage-painter'
import { firstPicturePainted } from '../../components/first-picture'
import { appStore, useAppStore } from '../../store/app-store'
import { placesOf } from '../../store/places-slice'
import type { LabPlaces } from '../../store/places-slice'
import { useWords } from '../../store/use-words'
import { whenLabIsThere } from '../../store/when-lab-is-there'
import { foldNodeOf, otherFold } from './fold-node'
import type { Unfolding } from './fold-list'
import { Narration } from './narration'
import { forget, pick } from '../../commands/pick'
import type { MenuThing } from '../../commands/thing-menus'
import type { MenuPlace } from './stage-menu'
import { pointedBox } from './pointed-box'
import { STAGE_CLOCK, onPlayheadMoved } from './stage-clock'
import { StageElements } from './stage-elements'
import { meetAt, tunnelAt } from './stage-thing'
import type { MetThing } from './stage-thing'
import { ToldBeside } from './told-beside'
import { useEscape } from './use-escape'
import { useMoving } from './use-moving'
import { usePeek } from './use-peek'
import { useSize } from './use-size'
import { fit, useViewOrders } from './use-view-orders'
import { useStageScene } from './use-stage-scene'
import type { StageScene } from './use-stage-scene'
import { useThemeChange } from './use-theme-change'

/** Few people ask for it, and the stage is not to wait for it. */
const StageMenu = lazy(async () => ({ default: (await import('./stage-menu')).StageMenu }))
/** What stands on or before the picture comes a moment after it. */
const FoldButtons = lazy(async () => ({ default: (await import('./fold-buttons')).FoldButtons }))
const PickHint = lazy(async () => ({ default: (await import('./pick-hint')).PickHint }))
const PlacedHint = lazy(async () => ({ default: (await import('./placed-hint')).PlacedHint }))
const ZoomButtons = lazy(async () => ({ default: (await import('./zoom-buttons')).ZoomButtons }))
const FoldList = lazy(async () => ({ default: (await import('./fold-list')).FoldList }))
const Legend = lazy(async () => ({ default: (await import('./legend')).Legend }))
const LegendButton = lazy(async () => ({ default: (await import('./legend-button')).LegendButton }))
const MiniMapPart = lazy(async () => ({ default: (await import('./mini-map')).MiniMapPart }))
const Peek = lazy(async () => ({ default: (await import('./peek')).Peek }))
const PEEK_ID = 'stage-peek'

/** The picture of the lab with the packet in flight. React draws what changes with a step; frames are the painter's. */
export function Stage() {
  const area = useRef<HTMLElement>(null)
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
  /** What a first press picked, and whether a second one at the same spot is under way: what was picked may have moved the picture meanwhile. */
  const picked = useRef<SceneBox['target']>(undefined)
  const isSecondPress = useRef(false)
  const [menu, setMenu] = useState<MenuPlace>()
  const stage = useStageScene(useSize(area))
  const viewport = stage?.room.viewport
  const isToldBeside = stage !== undefined && stage.room.side !== 'in'
  const stageName = useWords().page.stage
  const hasRun = useAppStore((state) => state.currentRun >= 0)
  const pointed = useAppStore((state) => state.pointed)
  const isPicking = useAppStore((state) => state.pendingFrom !== undefined)
  const layout = stage?.layout
  const moving = useMoving(stage)
  const places = useAppStore(placesOf)
  const shownPlaces = useRef<{ readonly painter: StagePainter; readonly places: LabPlaces; readonly zoom: number }>(undefined)

  const [unfolding, setUnfolding] = useState<Unfolding>()
  const picking = useRef<(target: SceneBox['target'], at: Point | undefined, withShift: boolean) => void>(() => undefined)
  picking.current = (target, at, shift) => {
    if (isSecondPress.current) return
    picked.current = target
    const cell = at && layout && cellAt(layout.grids, at)
    if (target?.kind === 'fold') setUnfolding(target)
    else whenLabIsThere(() => pick(appStore.getState(), cell ? { kind: 'namespace', netns: cell.netns } : target, shift))
  }

  useEffect(() => {
    if (!host.current || !words.current || !overlay.current) return
    const created = createStagePainter({ graph: host.current, words: words.current, overlay: overlay.current }, STAGE_CLOCK, {
      onPick: (target, at) => picking.current(target, at, withShift.current),
      onHover: (box) => {
        hovered.current = box
        showHover(host.current, box)
      },
      onView: (view, fitted) => {
        moveLayer(layer.current, view)
        setIsFitted(fitted)
      },
      onMovedByHand: () => appStore.getState().setFollowing(false),
      onDrag: moving.drag,
    })
    setPainter(created)
    const stopListening = onPlayheadMoved(() => created.invalidate())
    return () => {
      stopListening()
      created.destroy()
      setPainter(undefined)
    }
  }, [moving])

  useEffect(() => {
    if (!painter || !layout) return
    const isMove = shownPlaces.current?.painter === painter && shownPlaces.current.places !== places && shownPlaces.current.zoom === layout.zoom
    shownPlaces.current = { painter, places, zoom: layout.zoom }
    if (isMove) {
      painter.rearranged(layout)
      return
    }
    painter.resize()
    fit(painter, layout)
  }, [painter, layout, places])
  useViewOrders(painter, layout)
  useEffect(() => {
    if (!painter || !stage) return
    painter.show({ scene: stage.scene, flight: stage.flight, focused: focused ?? pointedBox(stage.scene, pointed) })
    setIsPainted(true)
  }, [painter, stage, focused, pointed])
  useEffect(() => {
    if (isPainted) firstPicturePainted()
  }, [isPainted])
  useThemeChange(painter)
  useEscape()

  const peek = usePeek()
  const isStill = useAppStore((state) => state.motion === 'still')
  const packet = usePacketName(stage)
  const meet = (event: React.MouseEvent): MetThing | undefined => {
    if (!painter || !stage || !host.current) return undefined
    return meetAt(stage, STAGE_CLOCK, pointOf(event, host.current, painter.view()))
  }
  /** A tunnel lies over lines and subnets, and under everything that has a box. */
  const menuThing = (event: React.MouseEvent): MenuThing | undefined => {
    const met = meet(event)
    if (!painter || !stage || !host.current || met?.thing.kind === 'packet') return met?.thing
    const point = pointOf(event, host.current, painter.view())
    return uppermost(stage.scene.boxes, point) ? met?.thing : (tunnelAt(stage.scene, point) ?? met?.thing)
  }
  const openMenu = (event: React.MouseEvent, thing: MenuThing | undefined) => {
    if (thing === undefined) return
    peek.dismiss()
    event.preventDefault()
    event.stopPropagation()
    // a key that opens it tells no place: the element's own is taken
    const { left, top } = event.currentTarget.getBoundingClientRect()
    const node = thing.kind === 'namespace' ? layout?.nodes.find(({ netns }) => netns === thing.netns) : undefined
    setMenu({ thing, x: event.clientX > 0 ? event.clientX : left, y: event.clientY > 0 ? event.clientY : top, ...(node && { fold: otherFold(node) }) })
  }

  return (
    <section
      ref={area}
      aria-label={stageName}
      className={`absolute inset-0 flex bg-stage ${stage?.room.side === 'left' ? '' : 'flex-col'}`}
      onPointerDownCapture={(event) => {
        withShift.current = event.shiftKey
        if (isOnPicture(event.target, host.current)) peek.dismiss()
      }}
      onPointerMove={(event) => {
        if (event.pointerType === 'mouse' && event.buttons === 0 && isOnPicture(event.target, host.current)) peek.attend(meet(event))
      }}
      onPointerLeave={() => peek.attend(undefined)}
      onContextMenu={(event) => {
        if (isOnPicture(event.target, host.current)) openMenu(event, menuThing(event))
      }}
      onMouseDownCapture={({ detail }) => {
        isSecondPress.current = detail > 1
      }}
      onClick={() => {
        isSecondPress.current = false
      }}
      onDoubleClick={() => openShell(picked.current)}
    >
      {isToldBeside && (
        <ToldBeside side={stage.room.side} told={stage.scene.told}>
          {(!hasRun || isPicking) && isPainted && <PickHint isFirst={!hasRun} />}
        </ToldBeside>
      )}
      <div className={`relative overflow-clip ${isToldBeside ? 'shrink-0' : 'flex-1'}`} style={isToldBeside ? pictureSize(stage.room) : undefined}>
        <div ref={host} aria-hidden="true" className="absolute inset-0" />
        <canvas ref={words} aria-hidden="true" className="pointer-events-none absolute inset-0 size-full" />
        <canvas ref={overlay} aria-hidden="true" className="pointer-events-none absolute inset-0 size-full" />
        <div ref={layer} className="group/layer pointer-events-none absolute top-0 left-0 origin-top-left">
          {/* a button that can be seen can be clicked: what is below it has to be there to take the click */}
          {stage && isPainted && (
            <>
              <StageElements scene={stage.scene} packet={packet} described={peek.met && { thing: peek.met.thing, by: PEEK_ID }} onFocusBox={setFocused} onAttend={peek.attend} onMove={moving.nudge} onMenu={openMenu} onPick={(box, shift) => picking.current(box.target, undefined, shift)} onFold={(box) => foldNodeOf(box, stage.layout)} />
              <Suspense fallback={null}>
                <FoldButtons nodes={stage.layout.nodes} />
              </Suspense>
              {hasRun && !isPicking ? (
                <Narration narration={stage.scene.narration} />
              ) : (
                !isToldBeside && (
                  <Suspense fallback={null}>
                    <PlacedHint layout={stage.layout} viewport={stage.room.viewport} isFirst={!hasRun} />
                  </Suspense>
                )
              )}
            </>
          )}
        </div>
        <Suspense fallback={null}>
          {hasRun && stage && viewport && (stage.scene.legendFits && isFitted && fitsIn(stage.layout, viewport) ? <Legend scene={stage.scene} className="pointer-events-none absolute bottom-3 left-6" /> : <LegendButton scene={stage.scene} layout={stage.layout} viewport={viewport} />)}
          {painter && layout && viewport && <ZoomButtons layout={layout} viewport={viewport} />}
          {painter && stage && viewport && isPainted && <MiniMapPart painter={painter} scene={stage.scene} layout={stage.layout} viewport={viewport} />}
        </Suspense>
        {peek.met && painter && isStill && !menu && (
          <Suspense fallback={null}>
            <Peek key={JSON.stringify(peek.met.thing)} id={PEEK_ID} thing={peek.met.thing} beside={onScreen(peek.met.rect, painter.view())} avoid={packet === undefined ? NOTHING : [onScreen(packetRect(packet.place), painter.view())]} onEnter={peek.keep} onLeave={() => peek.attend(undefined)} />
          </Suspense>
        )}
        {menu && (
          <Suspense fallback={null}>
            <StageMenu key={JSON.stringify(menu)} place={menu} onClose={() => setMenu(undefined)} />
          </Suspense>
        )}
        {unfolding && painter && stage && (
          <Suspense fallback={null}>
            <FoldList key={JSON.stringify(unfolding)} fold={unfolding} layout={stage.layout} rectOf={(rect) => onScreen(rect, painter.view())} onClose={() => setUnfolding(undefined)} />
          </Suspense>
        )}
      </div>
    </section>
  )
}

const NOTHING: readonly Rect[] = []

/** The words beside the picture have what it leaves. */
function pictureSize({ side, viewport }: StageRoom) {
  return side === 'left' ? { width: viewport.width } : { height: viewport.height }
}

/** On the picture or on an unseen button of it; not on what stands above it. */
function isOnPicture(target: EventTarget, picture: HTMLElement | null): boolean {
  return target instanceof Element && (picture?.contains(target) === true || target.closest('li > button') !== null)
}

function pointOf({ clientX, clientY }: React.MouseEvent, host: HTMLElement, { zoom, pan }: View): Point {
  const { left, top } = host.getBoundingClientRect()
  return { x: (clientX - left - pan.x) / zoom, y: (clientY - top - pan.y) / zoom }
}

function onScreen({ x, y, width, height }: Rect, { zoom, pan }: View): Rect {
  return { x: x * zoom + pan.x, y: y * zoom + pan.y, width: width * zoom, height: height * zoom }
}

/** The packet that is followed, as a screen reader calls it. */
function usePacketName(stage: StageScene | undefined) {
  const words = useWords().stage
  const inventory = useAppStore((state) => state.inventory)
  const position = useAppStore((state) => state.playhead.step)
  const step = stage?.flight.steps[position]
  const place = stage?.flight.places[position]
  return useMemo(() => (step && place && inventory ? { step: position, place, name: words.packetName({ name: step.name, place: `${placeName(inventory, step.netns)} ${step.interfaceName}`.trim() }) } : undefined), [step, place, inventory, position, words])
}

/** A double click is a shell there. */
function openShell(target: SceneBox['target']): void {
  const state = appStore.getState()
  const namespace = target?.kind === 'namespace' ? state.labInventory?.namespaces[target.netns] : undefined
  if (!namespace) return
  forget(state)
  state.openTerminal(namespace.name)
}

function showHover(host: HTMLElement | null, box: SceneBox | undefined): void {
  if (host === null) return
  host.style.cursor = box?.target === undefined ? '' : 'pointer'
}

/** Buttons and words above the canvas follow pan and zoom in the frame that painted it. */
function moveLayer(layer: HTMLElement | null, view: View): void {
  if (layer === null) return
  layer.style.transform = `translate(${view.pan.x}px, ${view.pan.y}px) scale(${view.zoom})`
  layer.toggleAttribute('data-small', view.zoom < LEAST_ZOOM_OF_WORDS)
}
