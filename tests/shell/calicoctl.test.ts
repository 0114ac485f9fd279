import { describe, expect, test } from 'vitest'
import { openBuiltIn, typed, typedWith } from './lab-shell'

const POOL = 'apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata: {name: more}\nspec: {cidr: 10.9.0.0/16, natOutgoing: true}\n'

describe('calicoctl', () => {
  test('apply, create, replace and delete say what the real one says', () => {
    const session = openBuiltIn('two-subnets')
    const put = (verb: string, text: string) => typedWith(session, 'k8s-m', ['calicoctl', verb, '-f', '-'], { stdin: text })
    expect(put('create', POOL).out).toBe("Successfully created 1 'IPPool' resource(s)\n")
    expect(put('create', POOL).errors).toContain('resource already exists: IPPool(more)')
    expect(put('apply', POOL.replace('true', 'false')).out).toBe("Successfully applied 1 'IPPool' resource(s)\n")
    expect(put('replace', POOL.replaceAll('more', 'other')).errors).toContain('resource does not exist: IPPool(other) with error: ippools.crd.projectcalico.org "other" not found')
    expect(typed(session, 'k8s-m', 'calicoctl get ippool more -o wide').stdout).toContain('more   10.9.0.0/16   false   Never')
    expect(typed(session, 'k8s-m', 'calicoctl delete ippool more').stdout).toBe("Successfully deleted 1 'IPPool' resource(s)\n")
    expect(typed(session, 'k8s-m', 'calicoctl delete ippool more').stderr).toContain("Failed to delete 'IPPool' resource: resource does not exist: IPPool(more)")
    expect(typed(session, 'k8s-m', 'calicoctl delete ippool more -s').exit).toBe(0)
  })

  test('a patch may be typed in each of its forms', () => {
    const forms = [
      `-p '{"spec":{"natOutgoing":false}}'`,
      `--patch='{"spec":{"natOutgoing":false}}' --type=merge`,
      `-t strategic --patch '{"spec":{"natOutgoing":false}}'`,
      `--type json -p '[{"op":"remove","path":"/spec/natOutgoing"}]'`,
      `-p '{"spec":{"natOutgoing":null}}'`,
    ]
    for (const form of forms) {
      const session = openBuiltIn('two-subnets')
      expect(typed(session, 'k8s-m', `calicoctl patch ippool default-ipv4-ippool ${form}`)).toMatchObject({ exit: 0, networkChanged: true })
      expect(session.settings.natOutgoing).toBe(false)
    }
  })

  test('what shapes nothing here is kept and shown; what would matter is refused by its name', () => {
    const session = openBuiltIn('two-subnets')
    typed(session, 'k8s-m', `calicoctl patch felixconfiguration default -p '{"spec":{"logSeverityScreen":"Debug","vxlanVNI":4096}}'`)
    const shown = typed(session, 'k8s-m', 'calicoctl get felixconfiguration default -o yaml').stdout
    expect(shown).toContain('\nspec:\n  logSeverityScreen: Debug\n  vxlanVNI: 4096\n')
    const refused = typed(session, 'k8s-m', `calicoctl patch felixconfiguration default -p '{"spec":{"bpfEnabled":true}}'`)
    expect(refused).toMatchObject({ exit: 1, networkChanged: false })
    expect(refused.stderr).toContain("spec.bpfEnabled other than false is not modelled. Hopscope's FelixConfiguration has awsSrcDstCheck, interfacePrefix")
    typed(session, 'k8s-m', `calicoctl patch felixconfiguration default -p '{"spec":{"logSeverityScreen":null}}'`)
    expect(typed(session, 'k8s-m', 'calicoctl get felixconfiguration default -o yaml').stdout).not.toContain('logSeverityScreen')
  })

  test('node status is the box of its sessions; a cluster without mesh has none', () => {
    const session = openBuiltIn('vxlan-operator')
    expect(typed(session, 'node-1', 'calicoctl node status').stdout).toBe(
      [
        'Calico process is running.',
        '',
        'IPv4 BGP status',
        '+--------------+-------------------+-------+----------+-------------+',
        '| PEER ADDRESS |     PEER TYPE     | STATE |  SINCE   |    INFO     |',
        '+--------------+-------------------+-------+----------+-------------+',
        '| 10.0.0.12    | node-to-node mesh | up    | 00:00:00 | Established |',
        '| 10.0.1.21    | node-to-node mesh | up    | 00:00:00 | Established |',
        '+--------------+-------------------+-------+----------+-------------+',
        '',
        'IPv6 BGP status',
        'No IPv6 peers found.',
        '',
        '',
      ].join('\n'),
    )
    typedWith(session, 'node-1', ['calicoctl', 'apply', '-f', '-'], { stdin: '{"apiVersion":"projectcalico.org/v3","kind":"BGPConfiguration","metadata":{"name":"default"},"spec":{"nodeToNodeMeshEnabled":false,"asNumber":64513}}' })
    expect(typed(session, 'node-1', 'calicoctl node status').stdout).toContain('No IPv4 peers found.')
    expect(typed(session, 'node-1', 'calicoctl get bgpconfig').stdout).toContain('default                 false         64513      ')
    expect(typed(session, 'client', 'calicoctl node status').stderr).toBe('Calico process is not running.\n')
  })

  test('ipam show counts addresses in pools and blocks', () => {
    expect(typed(openBuiltIn('vxlan-operator'), 'node-1', 'calicoctl ipam show --show-blocks').stdout).toBe(
      [
        '+----------+-------------------+-----------+------------+--------------+',
        '| GROUPING |       CIDR        | IPS TOTAL | IPS IN USE |   IPS FREE   |',
        '+----------+-------------------+-----------+------------+--------------+',
        '| IP Pool  | 192.168.0.0/16    |     65536 | 6 (0%)     | 65530 (100%) |',
        '| Block    | 192.168.226.64/26 |        64 | 2 (3%)     | 62 (97%)     |',
        '| Block    | 192.168.247.0/26  |        64 | 2 (3%)     | 62 (97%)     |',
        '| Block    | 192.168.84.128/26 |        64 | 2 (3%)     | 62 (97%)     |',
        '+----------+-------------------+-----------+------------+--------------+',
        '',
      ].join('\n'),
    )
  })

  test.each([
    ['get ippool nope', 'resource does not exist: IPPool(nope) with error: ippools.crd.projectcalico.org "nope" not found\n'],
    ['get blockaffinity', "resource type 'blockaffinity' is not supported\nkubectl has it"],
    ['get ippool -A', 'IPPool is not namespaced'],
    ['get ippool -o custom-columns=NAME', '-o custom-columns is not modelled'],
    ['get ippool --frobnicate', 'option --frobnicate is not modelled'],
    ['patch node k8s-w1 -p \'{"spec":{"bgp":{"ipv4Address":"10.0.0.1/24"}}}\'', 'The address of node k8s-w1 cannot change'],
    ['delete node k8s-w1', "Failed to delete 'Node' resource: operation Delete is not supported on Node(k8s-w1)\nkubectl deletes it: kubectl delete node k8s-w1\n"],
    ['apply -f nothing.yaml', 'open nothing.yaml: no such file or directory'],
    ['label node k8s-w1 a=b', '"label" is not modelled'],
    ['ipam release --ip=1.2.3.4', '"ipam release" is not modelled'],
  ])('%s says what is wrong', (words, text) => {
    const record = typed(openBuiltIn('two-subnets'), 'k8s-m', `calicoctl ${words}`)
    expect(record).toMatchObject({ exit: 1, networkChanged: false })
    expect(record.stderr).toContain(text)
  })

  test('nodes are kubectl’s to make, as on every Kubernetes datastore', () => {
    const session = openBuiltIn('two-subnets')
    const node = 'apiVersion: projectcalico.org/v3\nkind: Node\nmetadata: {name: NAME}\nspec: {bgp: {ipv4Address: 192.168.10.9/24}}\n'
    for (const [verb, name] of [['apply', 'k8s-w9'], ['create', 'k8s-w9'], ['create', 'k8s-w1']] as const) {
      const said = typedWith(session, 'k8s-m', ['calicoctl', verb, '-f', '-'], { stdin: node.replace('NAME', name) })
      expect(said).toEqual({ exit: 1, out: '', errors: `Failed to ${verb} 'Node' resource: [operation Create is not supported on Node(${name})]\nkubectl makes it: kubectl apply -f FILE, with a v1 Node that has an InternalIP\n` })
    }
    expect(typedWith(session, 'k8s-m', ['calicoctl', 'replace', '-f', '-'], { stdin: node.replace('NAME', 'k8s-w9') }).errors).toContain('resource does not exist: Node(k8s-w9) with error: nodes "k8s-w9" not found')
  })
})
