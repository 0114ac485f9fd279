import { err } from '../../base/result'
import type { Result } from '../../base/result'
import type { System } from '../../engine/kernel-api'
import type { Manifest } from '../../model/manifest'
import type { ClusterAdmin } from '../cluster-admin'
import { utf8Text } from './utf8'

/** More than any hand-written manifest, and little enough to be read at once. */
const MAX_BYTES = 32 * 1024 * 1024

/** The manifests of `-f FILE`, or of standard input for `-f -`. */
export function readInput(system: System, admin: ClusterAdmin, file: string): Result<readonly Manifest[], string> {
  const bytes = file === '-' ? system.stdin : system.files.read(file)
  if (bytes === undefined) return err(`open ${file}: no such file or directory`)
  if (bytes.length > MAX_BYTES) return err(`${file} has ${bytes.length} bytes; Hopscope reads at most ${MAX_BYTES} here`)
  return admin.read(file === '-' ? 'standard input' : file, utf8Text(bytes))
}

