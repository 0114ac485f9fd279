import { FULL_YAML } from './full-yaml'
import type { LabReading } from './lab-reader'
import { readLabWith } from './lab-reader'
import type { LabText } from './manifest'
import type { ReadingWatch } from './reading-progress'

/** Reads a lab with all that is needed for any file; `readLabWith` says what comes of it. */
export function readLab(files: readonly LabText[], watch?: ReadingWatch): LabReading {
  return readLabWith(FULL_YAML, files, watch)
}
