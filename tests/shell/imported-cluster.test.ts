import { describe, expect, test } from 'vitest'
import { LabSession } from '../../src/core/session/lab-session'
import { typed } from './lab-shell'

/** As `kubectl get nodes,pods -o yaml` prints them, cut down. */
const PRINTED = `
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Node
  metadata:
    name: cp-1
    labels: {node-role.kubernetes.io/control-plane: "", node-role.kubernetes.io/etcd: "", zone: a}
    annotations: {projectcalico.org/IPv4Address: 10.0.0.1/24}
  spec:
    providerID: aws:///eu-central-1a/i-0abc12de34f567890
    taints: [{effect: NoSchedule, key: node-role.kubernetes.io/control-plane}, {effect: NoExecute, key: dedicated, value: db}]
  status:
    conditions: [{type: MemoryPressure, status: "False"}, {type: Ready, status: "True"}]
    nodeInfo: {osImage: Ubuntu 22.04.4 LTS, kernelVersion: 6.8.0-45-generic, kubeletVersion: v1.31.1, containerRuntimeVersion: containerd://1.7.22}
- apiVersion: v1
  kind: Node
  metadata: {name: w-1, annotations: {projectcalico.org/IPv4Address: 10.0.0.2/24}}
  spec: {unschedulable: true}
  status:
    conditions: [{type: Ready, status: Unknown}]
- apiVersion: v1
  kind: Pod
  metadata: {name: web, namespace: default, labels: {app: web}, resourceVersion: "7"}
  spec: {nodeName: w-1, containers: [{name: web, image: nginx}, {name: proxy, image: envoy}]}
  status: {phase: Running, podIP: 10.244.0.5}
`
const POOL = '{apiVersion: projectcalico.org/v3, kind: IPPool, metadata: {name: p}, spec: {cidr: 10.244.0.0/16, blockSize: 26}}'

function opened(): LabSession {
  const { session } = LabSession.open([{ name: 'cluster.yaml', text: `${PRINTED}\n---\n${POOL}` }], { seed: 1 })
  if (!session) throw new Error('refused')
  return session
}

const asked = (session: LabSession, command: string): string => typed(session, 'cp-1', command).stdout.replaceAll(/ +/g, ' ')

describe('a cluster that was printed', () => {
  test('is printed again with the state of its nodes', () => {
    const session = opened()
    const [, controlPlane, worker] = asked(session, 'kubectl get nodes -o wide').split('\n')
    expect(controlPlane).toMatch(/^cp-1 Ready control-plane,etcd \S+ v1\.31\.1 10\.0\.0\.1 <none> Ubuntu 22\.04\.4 LTS 6\.8\.0-45-generic containerd:\/\/1\.7\.22\s*$/)
    expect(worker).toMatch(/^w-1 NotReady,SchedulingDisabled <none> /)
    expect(asked(session, 'kubectl describe node cp-1')).toMatch(/Roles: control-plane,etcd\n[^]*Taints: node-role\.kubernetes\.io\/control-plane:NoSchedule\n dedicated=db:NoExecute\n/)
    expect(asked(session, 'kubectl get node cp-1 -o yaml')).toContain('providerID: aws:///eu-central-1a/i-0abc12de34f567890')
  })

  test('keeps the labels and containers of its pods, and not what its server counts', () => {
    const session = opened()
    expect(asked(session, 'kubectl get pods -l app=web')).toMatch(/\nweb 2\/2 Running /)
    expect(asked(session, 'kubectl get pod web -o yaml')).not.toContain('resourceVersion')
  })

  test('has the state of a node also after that node was patched', () => {
    const session = opened()
    expect(typed(session, 'cp-1', 'kubectl patch node w-1 -p \'{"metadata":{"labels":{"zone":"b"}}}\'').exit).toBe(0)
    expect(asked(session, 'kubectl get nodes --show-labels').split('\n')[2]).toMatch(/^w-1 NotReady,SchedulingDisabled .* zone=b\s*$/)
  })
})
