import { describe, expect, it } from 'vitest'
import { natChains, natTable } from './nat-table'
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

describe('the nat table', () => {
  const facts = { profile: VERSION_PROFILES['v3.26'], tunnelDevices: ['tunl0'], natOutgoing: true, rulesWithoutComment: [] }

  it.each([
    ['tunl0', 'SXWvdsbh4Mw7wOln'],
    ['vxlan.calico', 'e9dnSgSVNmIcpVhP'],
    ['wireguard.cali', 'TRTYUg_Kf3b5HCgm'],
  ])('masquerades the node behind %s by the rule %s', (device, hash) => {
    const chain = natChains({ ...facts, tunnelDevices: [device] }).find(({ name }) => name === 'cali-POSTROUTING')
    expect(ruleHashes('cali-POSTROUTING', chain?.rules ?? [])).toEqual(['Z-c7XtVd2Bq7s_hA', 'nYKhEzDlr11Jccal', hash])
  })

  it.each([
    ['v3.26', 'flqWnvo8yq4ULQLa', 'cali40all-ipam-pools', 'O3lYWMrLQYEMJtB5'],
    ['v3.30', 'flqWnvo8yq4ULQLa', 'cali40all-ipam-pools', '0i8pjzKKPyA34aQD'],
    ['v3.32.1', 'W_qq_N2KSTWyCvrX', 'cali40network-ip-pools', '0i8pjzKKPyA34aQD'],
  ] as const)('of %s masquerades pods by the rule %s on %s', (version, outgoing, set, postrouting) => {
    const table = natTable({ ...facts, profile: VERSION_PROFILES[version] })
    expect(table).toContain(
      `-A cali-nat-outgoing -m comment --comment "cali:${outgoing}" -m set --match-set cali40masq-ipam-pools src ` +
        `-m set ! --match-set ${set} dst -j MASQUERADE --random-fully\n`,
    )
    expect(table).toContain(`-A POSTROUTING -m comment --comment "cali:${postrouting}" -j cali-POSTROUTING\n`)
  })

  it('leaves cali-nat-outgoing empty where no pool has natOutgoing', () => {
    const table = natTable({ ...facts, natOutgoing: false })
    expect(table).toContain(':cali-nat-outgoing - [0:0]\n')
    expect(table).not.toContain('-A cali-nat-outgoing')
  })
})
