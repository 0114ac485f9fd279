import type { FullYaml } from './document-text'
import { isCutList, withoutTerminalLines } from './terminal-lines'
import { dataOf, offsetOf } from './yaml-data'
import { parseText } from './yaml-documents'

/** The reader of all of YAML, and of what was copied with more around it. It is large, and what Hopscope and kubectl write is mostly read without it: who draws the first lab fetches it only when it is asked for. */
export const FULL_YAML: FullYaml = { parseText, dataOf, offsetOf, withoutTerminalLines, isCutList }
