/** What a cure speaks of, as the tools print it. What is not known is empty, or has the language's own stand-in. */
export interface CureFacts {
  readonly place: string
  readonly destination: string
  readonly source: string
  readonly address: string
  readonly port: string
  readonly protocol: string
  /** What else a fabric may carry, where this protocol is filtered. */
  readonly otherModes: string
  /** The whole row, as `ip route` takes it. */
  readonly route: string
  readonly link: string
  /** The interface as sysctl keys name it. */
  readonly key: string
  /** The interface that the packet came in by. */
  readonly inLink: string
  readonly inKey: string
  /** Where a command about the interface is typed; empty on a fabric, which has no shell. */
  readonly shell: string
  /** The size of a table that is full, or what a way carries. */
  readonly limit: string
  /** What a ping may hold where IP and ICMP headers share the limit. */
  readonly room: string
  /** The first address of the interface at fault, or empty. */
  readonly ownAddress: string
  /** By which AWS knows the machine behind it; empty where a lab does not say. */
  readonly instanceId: string
  /** Set where the interface leads to a pod. */
  readonly pod: string
}
