import { describe, expect, it } from 'vitest'
import { deriveNetwork } from '../../src/core/calico/derive-network'
import { readLab } from '../../src/core/import/read-lab'
import { loadRecording, recordedLabs } from '../kernel/recordings'
import { recordedLabYaml } from './recorded-lab'
import { derivedState, recordedState } from './state-of-namespace'
import { recordedSysctlText } from './state-of-namespace'

describe.each(recordedLabs())('the recorded lab %s, from a lab file of its own', (lab) => {
  const recording = loadRecording(lab)
  const { cluster, problems } = readLab([{ name: `${lab}.yaml`, text: recordedLabYaml(recording) }])
  if (!cluster) throw new Error(JSON.stringify(problems, null, 2))
  const network = deriveNetwork(cluster)

  it('is read without a problem', () => {
    expect(problems).toEqual([])
  })

  it('has the namespaces and segments that were recorded', () => {
    const recorded = Object.keys(recording.topology.namespaces)
    expect([...network.namespaces, ...network.segments].map(({ name }) => name).toSorted()).toEqual(recorded.toSorted())
  })

  it.each(network.namespaces.map(({ name }, index) => [name, index] as const))('gives %s what the kernel showed there', (name, index) => {
    const recorded = recording.topology.namespaces[name]
    if (!recorded) throw new Error(`${name} was not recorded`)
    expect(derivedState(network.derive(index))).toEqual(recordedState(recorded))
  })

  it.each(network.namespaces.map(({ name }, index) => [name, index] as const))('gives %s the sysctls that were recorded', (name, index) => {
    const { sysctls } = network.derive(index)
    for (const [key, value] of recordedSysctlText(recording.state[`${name}.initial`] ?? '')) {
      const kernelDefault = KERNEL_DEFAULTS[key.replace(/\/conf\/[^/]+\//, '/conf/*/')]
      expect([key, sysctls[key] ?? kernelDefault]).toEqual([key, value])
    }
  })
})

/** Of the settings that the recordings print, what Linux 6.1 begins with. */
const KERNEL_DEFAULTS: Readonly<Record<string, string>> = {
  'net/ipv4/conf/*/proxy_arp': '0',
  'net/ipv4/conf/*/forwarding': '0',
  'net/ipv4/conf/*/rp_filter': '0',
  'net/ipv4/conf/*/route_localnet': '0',
  'net/ipv4/conf/*/accept_redirects': '1',
  'net/ipv4/conf/*/send_redirects': '1',
  'net/ipv4/conf/*/arp_ignore': '0',
  'net/ipv4/conf/*/arp_announce': '0',
  'net/ipv4/conf/*/src_valid_mark': '0',
  'net/ipv4/icmp_ratelimit': '1000',
  'net/ipv4/icmp_ratemask': '6168',
  'net/ipv4/icmp_errors_use_inbound_ifaddr': '0',
  'net/ipv4/ip_no_pmtu_disc': '0',
  'net/ipv4/ip_forward': '0',
  'net/ipv4/ip_forward_use_pmtu': '0',
  'net/ipv4/ip_default_ttl': '64',
  'net/ipv4/ip_local_port_range': '32768\t60999',
  'net/netfilter/nf_conntrack_acct': '0',
}
