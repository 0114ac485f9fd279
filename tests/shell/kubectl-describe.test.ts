import { expect, test } from 'vitest'
import { smartLabel } from '../../src/core/shell/kubectl/field-label'
import { openBuiltIn, typed } from './lab-shell'

const described = (words: string, before?: string): string => {
  const session = openBuiltIn('two-subnets')
  if (before !== undefined) typed(session, 'k8s-m', before)
  return typed(session, 'k8s-m', `kubectl describe ${words}`).stdout
}

test('a node is described with its pods, columns running through as in the real one', () => {
  expect(described('node k8s-w1')).toBe(
    [
      'Name:               k8s-w1',
      'Roles:              <none>',
      'Labels:             <none>',
      'Annotations:        projectcalico.org/IPv4Address: 192.168.10.101/24',
      '                    projectcalico.org/IPv4IPIPTunnelAddr: 172.16.158.0',
      'CreationTimestamp:  Thu, 01 Jan 1970 00:00:00 +0000',
      'Taints:             <none>',
      'Unschedulable:      false',
      'Addresses:',
      '  InternalIP:  192.168.10.101',
      '  Hostname:    k8s-w1',
      'System Info:',
      '  OS Image:           Ubuntu 22.04.3 LTS',
      '  Kubelet Version:    v1.27.16',
      'Non-terminated Pods:  (2 in total)',
      '  Namespace           Name      CPU Requests  CPU Limits  Memory Requests  Memory Limits  Age',
      '  ---------           ----      ------------  ----------  ---------------  -------------  ---',
      '  default             pod-w1-a  0 (0%)        0 (0%)      0 (0%)           0 (0%)         0s',
      '  default             pod-w1-b  0 (0%)        0 (0%)      0 (0%)           0 (0%)         0s',
      'Events:               <none>',
      '',
    ].join('\n'),
  )
})

test('a pod that was run is described with its container, several with two empty lines between', () => {
  const run = `kubectl run web --image=nginx --overrides='{"spec":{"nodeName":"k8s-w1"}}' -- sleep 9`
  const text = described('pods web pod-w1-a', run)
  expect(text).toMatch(/^Name: {13}web\n/)
  expect(text).toContain('Node:             k8s-w1/192.168.10.101\n')
  expect(text).toContain('Labels:           run=web\n')
  expect(text).toContain('Containers:\n  web:\n    Image:  nginx\n    Args:\n      sleep\n      9\n    State:          Running\n')
  expect(text).toContain('Events:             <none>\n\n\nName:             pod-w1-a\n')
})

test('a resource of Calico’s is described field by field', () => {
  expect(described('ippool')).toBe(
    [
      'Name:         default-ipv4-ippool',
      'Namespace:    ',
      'Labels:       <none>',
      'Annotations:  <none>',
      'API Version:  crd.projectcalico.org/v1',
      'Kind:         IPPool',
      'Metadata:',
      '  Creation Timestamp:  1970-01-01T00:00:00Z',
      '  UID:                 03ee2406-bf19-41b9-adad-8d2c3f13b752',
      'Spec:',
      '  Allowed Uses:',
      '    Workload',
      '    Tunnel',
      '  Block Size:     24',
      '  Cidr:           172.16.0.0/16',
      '  Ipip Mode:      Always',
      '  Nat Outgoing:   true',
      '  Node Selector:  all()',
      '  Vxlan Mode:     Never',
      'Events:           <none>',
      '',
    ].join('\n'),
  )
})

test('the beginning of a name is enough', () => {
  expect(described('pod pod-w1').match(/^Name:/gm)).toHaveLength(2)
})

test.each([
  ['disableBGPExport', 'Disable BGP Export'],
  ['apiVersion', 'API Version'],
  ['vxlanVNI', 'Vxlan VNI'],
  ['peerIP', 'Peer IP'],
  ['deleted.0', 'deleted.0'],
])('the field %s is called %s', (field, label) => {
  expect(smartLabel(field)).toBe(label)
})
