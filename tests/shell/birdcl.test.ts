import { describe, expect, test } from 'vitest'
import { openBuiltIn, typed } from './lab-shell'

function said(lab: string, netns: string, command: string): readonly string[] {
  return typed(openBuiltIn(lab), netns, command).stdout.split('\n')
}

describe('birdcl', () => {
  test('show protocols lists what Calico configures, then a session for each other node by name', () => {
    expect(said('wireguard', 'k8s-w1', 'birdcl show protocols')).toEqual([
      'BIRD v0.3.3+birdv1.6.8 ready.',
      'name     proto    table    state  since       info',
      'static1  Static   master   up     00:00:00    ',
      'kernel1  Kernel   master   up     00:00:00    ',
      'device1  Device   master   up     00:00:00    ',
      'direct1  Direct   master   up     00:00:00    ',
      'Mesh_192_168_100_10 BGP      master   up     00:00:00    Established   ',
      'Mesh_192_168_100_102 BGP      master   up     00:00:00    Established   ',
      'Mesh_192_168_100_103 BGP      master   up     00:00:00    Established   ',
      'Global_192_168_100_1 BGP      master   up     00:00:00    Established   ',
      '',
    ])
  })

  test('show route tells next hops and never a tunnel; one behind a gateway says from whom', () => {
    const rows = said('two-subnets', 'k8s-w1', 'birdcl show route')
    expect(rows).toContain('172.16.116.0/24    via 192.168.10.10 on eth0 [Mesh_192_168_10_10 00:00:00] * (100/0) [i]')
    expect(rows).toContain('172.16.34.0/24     via 192.168.10.1 on eth0 [Mesh_192_168_20_100 00:00:00 from 192.168.20.100] * (100/?) [i]')
    expect(rows).toContain('172.16.158.0/24    blackhole [static1 00:00:00] * (200)')
    expect(rows).toContain('172.16.158.0/32    dev tunl0 [direct1 00:00:00] * (240)')
    expect(rows.filter((row) => row.startsWith('172.16.158.16/32'))).toEqual([expect.stringMatching(/^172\.16\.158\.16\/32 {3}dev cali\w+ \[kernel1 00:00:00\] \* \(10\)$/)])
  })

  test('show route for an address picks the longest network, with attributes when they are asked', () => {
    expect(said('two-subnets', 'k8s-w1', 'birdcl show route for 172.16.34.9 all')).toEqual([
      'BIRD v0.3.3+birdv1.6.8 ready.',
      '172.16.34.0/24     via 192.168.10.1 on eth0 [Mesh_192_168_20_100 00:00:00 from 192.168.20.100] * (100/?) [i]',
      '\tType: BGP unicast univ',
      '\tBGP.origin: IGP',
      '\tBGP.as_path: ',
      '\tBGP.next_hop: 192.168.20.100',
      '\tBGP.local_pref: 100',
      '',
    ])
    expect(said('two-subnets', 'k8s-w1', 'birdcl show route 10.0.0.0/8')).toContain('Network not in table')
  })

  test('follows the cluster: a route reflector leaves the mesh, a pool may be kept to itself', () => {
    const session = openBuiltIn('two-subnets')
    typed(session, 'k8s-m', `calicoctl patch node k8s-w2 -p '{"spec":{"bgp":{"routeReflectorClusterID":"1.0.0.1"}}}'`)
    expect(typed(session, 'k8s-w1', 'birdcl show protocols').stdout).not.toContain('Mesh_192_168_10_102')
    expect(typed(session, 'k8s-w2', 'calicoctl node status').stdout).not.toContain('node-to-node mesh')
    typed(session, 'k8s-m', `calicoctl patch ippool default-ipv4-ippool -p '{"spec":{"disableBGPExport":true}}'`)
    expect(typed(session, 'k8s-w1', 'birdcl show route').stdout).not.toContain('Mesh_')
  })

  test('is a node’s own, and refuses what it has not', () => {
    const session = openBuiltIn('two-subnets')
    expect(typed(session, 'pod-w1-a', 'birdcl show route')).toMatchObject({ exit: 1, stderr: expect.stringContaining('Unable to connect to server control socket') as string })
    expect(typed(session, 'k8s-w1', 'birdcl configure').stdout).toContain('syntax error: "configure" is not modelled')
  })
})
