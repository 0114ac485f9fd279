import { dissectFrame } from '../trace/dissect'
import type { HeaderView } from '../trace/dissect'
import type { Trace } from '../trace/trace'
import { linkLayerOf } from './frame-reading'

/** The headers of the frame that an entry speaks of; none where there is no frame. */
export function headersAt(trace: Trace, entryIndex: number): readonly HeaderView[] {
  const { frame } = trace.entry(entryIndex)
  return frame < 0 ? [] : dissectFrame(trace.frameBytes(frame), linkLayerOf(trace, entryIndex), trace.tunnelPorts)
}
