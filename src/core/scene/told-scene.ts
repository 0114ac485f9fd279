import { sceneWith } from './scene'
import type { Scene, SceneInput } from './scene'
import { placeWords } from './scene-words'

/** The scene of a moment with all its words. */
export function sceneOf(input: SceneInput): Scene {
  return sceneWith(placeWords, input)
}
