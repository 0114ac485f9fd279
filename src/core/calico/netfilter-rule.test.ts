import { describe, expect, it } from 'vitest'
import { filterTable } from './filter-table'
import { mangleTable } from './mangle-table'
import { natTable } from './nat-table'
import type { NetfilterFacts } from './netfilter-facts'
import { tableDocument } from './netfilter-table'
import type { CalicoTable } from './netfilter-table'
import { rawTable } from './raw-table'
import { ruleHashes } from './netfilter-rule'
import { VERSION_PROFILES } from './version-profile'

const jump = (to: string) => ({ target: { kind: 'jump' as const, to } })

/** Comments seen in public listings of real nodes. */
describe("a rule's cali: comment", () => {
  it.each([
    ['INPUT', 'Cz_u1IQiXIMmKD4c'],
    ['OUTPUT', 'tVnHkvAo15HuiPy0'],
    ['FORWARD', 'wUHhoiAYhphO9Mso'],
    ['PREROUTING', '6gwbT8clXdHdC1b1'],
    ['POSTROUTING', 'O3lYWMrLQYEMJtB5'],
  ])('of the jump inserted into %s is %s', (chain, hash) => {
    expect(ruleHashes(chain, [jump(`cali-${chain}`)])).toEqual([hash])
  })

  it('is another one for rules that are appended', () => {
    expect(ruleHashes('POSTROUTING*appends*', [jump('cali-POSTROUTING')])).toEqual(['0i8pjzKKPyA34aQD'])
    const accept = {
      comment: 'Policy explicitly accepted packet.',
      matches: ['-m mark --mark 0x10000/0x10000'],
      target: { kind: 'jump' as const, to: 'ACCEPT' },
    }
    const mark = { target: { kind: 'jump' as const, to: 'MARK', options: '--set-mark 0x10000/0x10000' } }
    expect(ruleHashes('FORWARD*appends*', [accept, mark])).toEqual(['S93hcgKJrXEqnTfs', 'mp77cMpurHhyjLrM'])
  })
})

const facts: NetfilterFacts = {
  profile: VERSION_PROFILES['v3.26'],
  enabled: { ipip: true, vxlan: false, wireguard: false },
  vxlanPort: 4789,
  wireguardPort: 51820,
  tunnelDevices: ['tunl0'],
  natOutgoing: true,
  rulesWithoutComment: [],
  interfacePrefixes: ['cali'],
  workloads: [],
}

/** The hashes of a chain's rules. */
function hashesOf(table: CalicoTable, chain: string): readonly string[] {
  return ruleHashes(chain, table.chains.find(({ name }) => name === chain)?.rules ?? [])
}

describe('the nat table', () => {
  it.each([
    ['tunl0', 'SXWvdsbh4Mw7wOln'],
    ['vxlan.calico', 'e9dnSgSVNmIcpVhP'],
    ['wireguard.cali', 'TRTYUg_Kf3b5HCgm'],
  ])('masquerades the node behind %s by the rule %s', (device, hash) => {
    const table = natTable({ ...facts, tunnelDevices: [device] })
    expect(hashesOf(table, 'cali-POSTROUTING')).toEqual(['Z-c7XtVd2Bq7s_hA', 'nYKhEzDlr11Jccal', hash])
  })

  it.each([
    ['v3.26', 'flqWnvo8yq4ULQLa', 'cali40all-ipam-pools', 'O3lYWMrLQYEMJtB5'],
    ['v3.30', 'flqWnvo8yq4ULQLa', 'cali40all-ipam-pools', '0i8pjzKKPyA34aQD'],
    ['v3.32.1', 'W_qq_N2KSTWyCvrX', 'cali40network-ip-pools', '0i8pjzKKPyA34aQD'],
  ] as const)('of %s masquerades pods by the rule %s on %s', (version, outgoing, set, postrouting) => {
    const table = tableDocument(natTable({ ...facts, profile: VERSION_PROFILES[version] }))
    expect(table).toContain(
      `-A cali-nat-outgoing -m comment --comment "cali:${outgoing}" -m set --match-set cali40masq-ipam-pools src ` +
        `-m set ! --match-set ${set} dst -j MASQUERADE --random-fully\n`,
    )
    expect(table).toContain(`-A POSTROUTING -m comment --comment "cali:${postrouting}" -j cali-POSTROUTING\n`)
  })

  it('leaves cali-nat-outgoing empty where no pool has natOutgoing', () => {
    const table = tableDocument(natTable({ ...facts, natOutgoing: false }))
    expect(table).toContain(':cali-nat-outgoing - [0:0]\n')
    expect(table).not.toContain('-A cali-nat-outgoing')
  })
})

describe('the filter table', () => {
  const v330 = VERSION_PROFILES['v3.30']

  it('has the rules of cali-FORWARD that listings of real nodes show, by the marks of the release', () => {
    expect(hashesOf(filterTable(facts), 'cali-FORWARD')).toEqual([
      'vjrMJCRpqwy5oRoX',
      'A_sPAO0mcxbT9mOV',
      '8ZoYfO5HKXWbB3pk',
      'jdEuaPBe14V2hutn',
      '12bc6HljsMKsmfr-',
      'NOSxoaGx8OIstr1z',
    ])
    expect(hashesOf(filterTable({ ...facts, profile: v330 }), 'cali-FORWARD')).toEqual([
      'W_vvds1Nw3n9QE2f',
      'ZfgmjuiLaA8Pg0kp',
      'tAzwBLPaV-j53OOZ',
      '4Z0Pf0byo05NFe-P',
      'hQ7Oc16wmUtLuneJ',
      'rnKNH2WxGcRQcIlD',
    ])
  })

  it('takes tunnel packets from Calico nodes alone', () => {
    expect(hashesOf(filterTable(facts), 'cali-INPUT').slice(0, 3)).toEqual(['PajejrV4aFdkZojI', '_wjq-Yrma8Ly1Svo', '8TZGxLWh_Eiz66wc'])
    expect(hashesOf(filterTable(facts), 'cali-OUTPUT').slice(0, 3)).toEqual(['Mq1_rAdXXH3YkrzW', '69FkRTJDvD5Vu6Vl', 'AnEsmO6bDZbQntWW'])
    const vxlan = filterTable({ ...facts, enabled: { ipip: false, vxlan: true, wireguard: false } })
    expect(hashesOf(vxlan, 'cali-INPUT').slice(0, 2)).toEqual(['J76FwxInZIsk7uKY', 'EDCNTTxYfggApx8C'])
  })

  it("leads each workload's packets through its own chains", () => {
    const one = { link: 'calic440f455693', profiles: ['kns.default', 'ksa.kube-system.coredns'] }
    const other = { link: 'cali92d634f8f03', profiles: ['kns.default'] }
    const table = filterTable({ ...facts, profile: VERSION_PROFILES['v3.32.1'], workloads: [one, other] })
    expect(hashesOf(table, 'cali-fw-calic440f455693').slice(0, 3)).toEqual(['1v9IOxCtgZK_oZH6', 'KvC05roWzlJclgxq', 'EXlZOHMWfwT5rXWl'])
    expect(hashesOf(table, 'cali-fw-cali92d634f8f03').slice(0, 2)).toEqual(['4P4KjbB-mrou_chd', '3vUrh0snPxkIA8rr'])
    const text = tableDocument(table)
    expect(text).toContain(':cali-pri-_u2Tn2rSoAPffvE7JO6 - [0:0]\n')
    expect(text).toMatch(/-A cali-from-wl-dispatch -i calic440f455693 -m comment --comment "cali:.{16}" -g cali-fw-calic440f455693\n/)
    expect(text).toMatch(
      /-A cali-INPUT -p ipencap -m comment --comment "cali:.{16}" -m comment --comment "Allow IPIP packets from Calico hosts" -m set /,
    )
    expect(text).toMatch(/-A cali-FORWARD -m comment --comment "cali:.{16}" -j MARK --set-xmark 0x0\/0x1a0000\n/)
  })

  it('gives interfaces that share their next letter a chain of their own', () => {
    const workloads = ['calia1', 'calia2', 'calib1'].map((link) => ({ link, profiles: ['kns.default'] }))
    const { chains } = filterTable({ ...facts, workloads })
    const rules = (name: string) => chains.find((chain) => chain.name === name)?.rules.map((rule) => rule.inInterface)
    expect(rules('cali-from-wl-dispatch')).toEqual(['calia+', 'calib1', undefined])
    expect(rules('cali-from-wl-dispatch-a')).toEqual(['calia1', 'calia2', undefined])
  })
})

describe('every table', () => {
  it.each(['v3.26', 'v3.30', 'v3.32.1'] as const)(
    'of %s jumps to no chain that it does not have, and has none that nothing jumps to',
    (version) => {
      const workloads = ['calia1', 'calia2', 'calib1'].map((link) => ({ link, profiles: ['kns.default', 'ksa.default.default'] }))
      const all = { ...facts, profile: VERSION_PROFILES[version], workloads, enabled: { ipip: true, vxlan: true, wireguard: true } }
      for (const table of [rawTable(all), mangleTable(all), natTable(all), filterTable(all)]) {
        const text = tableDocument(table)
        const chains = [...text.matchAll(/^:(cali\S+)/gm)].map(([, name]) => name)
        const targets = [...text.matchAll(/-[jg] (cali\S+)/g)].map(([, name]) => name)
        expect(new Set(targets)).toEqual(new Set(chains))
        expect(new Set(chains).size).toBe(chains.length)
      }
    },
  )
})
