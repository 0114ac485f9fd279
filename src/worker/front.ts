import type { FullYaml } from '../core/import/document-text'
import { inventoryOf } from '../core/model/inventory-of'
import type { NetworkReading } from '../core/session/network-reader'
import { readNetworkWith } from '../core/session/network-reader'
import type { EngineHost, HostPort, HostRequest } from './host'
import type { EngineRequest } from './protocol'

/** What is large, and comes only when it is needed. */
export interface LateParts {
  host(): Promise<EngineHost>
  yaml(): Promise<FullYaml>
}

/**
 * Takes requests before there is an engine: it reads the first lab, so that the page can draw it, and only then fetches the
 * engine, which gets every request in its order.
 */
export class EngineFront {
  private host: Promise<EngineHost> | undefined
  private lastPassed: Promise<void> = Promise.resolve()

  constructor(
    private readonly port: HostPort,
    private readonly late: LateParts,
  ) {}

  receive(request: EngineRequest): void {
    this.lastPassed = this.lastPassed.then(() => this.pass(request))
  }

  private async pass(request: EngineRequest): Promise<void> {
    try {
      const prepared = await this.prepared(request)
      this.host ??= this.late.host().catch((error: unknown) => {
        this.host = undefined
        throw error
      })
      const host = await this.host
      host.receive(prepared)
    } catch (error) {
      this.fault(request.id, error)
    }
  }

  private async prepared(request: EngineRequest): Promise<HostRequest> {
    if (request.kind !== 'load-lab') return request
    const { id, seed } = request
    const reading = await this.read(request)
    if (reading.lab && !this.host) this.port.post({ id, kind: 'lab-read', inventory: inventoryOf(reading.lab.network) }, [])
    return { id, kind: 'start-lab', reading, seed }
  }

  private async read({ id, files }: Extract<EngineRequest, { kind: 'load-lab' }>): Promise<NetworkReading> {
    const readWith = (yaml?: FullYaml) => readNetworkWith(yaml, files, (progress) => this.port.post({ id, kind: 'lab-reading', progress }, []))
    // only the first picture must not wait for what may not be needed
    const reading = this.host ? undefined : readWith()
    return reading && !reading.lacksYaml ? reading : readWith(await this.late.yaml())
  }

  private fault(id: number, error: unknown): void {
    this.port.post({ id, kind: 'fault', message: error instanceof Error ? error.message : String(error) }, [])
  }
}
