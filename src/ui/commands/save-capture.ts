import { captureFile } from '../../core/export/captures'
import type { InterfacePlace } from '../../core/export/capture-columns'
import { appStore } from '../store/app-store'
import { saveFile } from './save-file'

/** Hands what the interfaces saw, in all flows of this visit, to the browser as a file. Nothing happens where they saw nothing. */
export function saveCapture(chosen: readonly InterfacePlace[] | 'all'): void {
  const { trace, inventory } = appStore.getState()
  const file = captureFile(trace, inventory?.namespaces.map(({ name }) => name) ?? [], 'Hopscope', chosen)
  if (!file) return
  saveFile(file.name, new Blob([new Uint8Array(file.bytes)], { type: 'application/vnd.tcpdump.pcap' }))
}
