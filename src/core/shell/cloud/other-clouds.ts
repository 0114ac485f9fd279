import type { Program } from '../../engine/kernel-api'

/** Command lines of clouds whose rules hold for the whole network: there is nothing to switch at one machine. */
function refused(why: string): Program {
  return function* (system, argv) {
    system.stderr(`${argv[0] ?? ''}: there is nothing to switch at one machine here: ${why}\n`)
    return 1
  }
}

export const az = refused('Azure’s network drops IPIP whatever its settings; choose the Azure fabric to see it, and VXLAN to get through: kubectl patch ippool NAME --type=merge -p \'{"spec":{"ipipMode":"Never","vxlanMode":"Always"}}\'')
export const gcloud = refused('Google’s network routes by destination; choose the Google Cloud fabric to see it, and VXLAN or IPIP in mode Always to get through')
