import { inventoryOf } from '../core/model/inventory-of'
import { readNetwork } from '../core/session/read-network'
import type { EngineHost, HostPort, HostRequest } from './host'
import type { EngineRequest } from './protocol'

/**
 * Takes requests before there is an engine: it reads the first lab, so that the page can draw it, and only then fetches the
 * engine, which gets every request in its order.
 */
export class EngineFront {
  private host: Promise<EngineHost> | undefined

  constructor(
    private readonly port: HostPort,
    private readonly fetchHost: () => Promise<EngineHost>,
  ) {}

  receive(request: EngineRequest): void {
    try {
      void this.pass(this.prepared(request))
    } catch (error) {
      this.fault(request.id, error)
    }
  }

  private prepared(request: EngineRequest): HostRequest {
    if (request.kind !== 'load-lab') return request
    const { id, files, seed } = request
    const reading = readNetwork(files, (progress) => this.port.post({ id, kind: 'lab-reading', progress }, []))
    if (reading.lab && !this.host) this.port.post({ id, kind: 'lab-read', inventory: inventoryOf(reading.lab.network) }, [])
    return { id, kind: 'start-lab', reading, seed }
  }

  private async pass(request: HostRequest): Promise<void> {
    this.host ??= this.fetchHost()
    let host: EngineHost
    try {
      host = await this.host
    } catch (error) {
      this.host = undefined
      this.fault(request.id, error)
      return
    }
    host.receive(request)
  }

  private fault(id: number, error: unknown): void {
    this.port.post({ id, kind: 'fault', message: error instanceof Error ? error.message : String(error) }, [])
  }
}
