import type { AppState } from '../store/app-state'
import { saveFile } from './save-file'

/** All that a lab's file can hold, as the cluster answers it. */
const COMMAND = 'kubectl get nodes,ippools,blockaffinities,ipamblocks,felixconfigurations,bgpconfigurations,bgppeers,pods,underlays -A -o yaml'

/** The lab as it is now, as a file that opens again. */
export async function saveLab(state: AppState): Promise<void> {
  const node = state.labInventory?.namespaces.find(({ kind }) => kind === 'node')
  if (!node) return
  const [answer] = await state.ask(node.name, [COMMAND])
  if (answer?.exit === 0) saveFile(`${state.labInventory?.labName ?? 'lab'}.yaml`, new Blob([answer.stdout], { type: 'application/yaml' }))
}
