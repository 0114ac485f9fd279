import { FULL_YAML } from '../import/full-yaml'
import type { LabText } from '../import/manifest'
import type { ReadingWatch } from '../import/reading-progress'
import type { NetworkReading } from './network-reader'
import { readNetworkWith } from './network-reader'

/** Reads a lab's files with all that is needed for any of them, and derives its network. */
export function readNetwork(files: readonly LabText[], watch?: ReadingWatch): NetworkReading {
  return readNetworkWith(FULL_YAML, files, watch)
}
