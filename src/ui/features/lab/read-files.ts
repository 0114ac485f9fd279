import type { LabFile } from '../../../worker/protocol'

/** Reads what a person chose or dropped, as text; the engine says what is wrong with it. */
export async function readFiles(files: Iterable<File>): Promise<readonly LabFile[]> {
  return Promise.all([...files].map(async (file) => ({ name: file.name, text: await file.text() })))
}
