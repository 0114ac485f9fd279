import type { Scene } from '../../../core/scene/scene'
import type { PointedInterface } from '../../store/selection-slice'

/** The box of an interface that a row elsewhere speaks of; the pod's own where the interface is no more than its nub. */
export function pointedBox(scene: Scene, pointed: PointedInterface | undefined): string | undefined {
  if (pointed === undefined) return undefined
  const own = scene.boxes.find(({ target }) => target?.kind === 'interface' && target.netns === pointed.namespace && target.link === pointed.link)
  return (own ?? scene.boxes.find(({ target }) => target?.kind === 'namespace' && target.netns === pointed.namespace))?.id
}
