import { describe, expect, it } from 'vitest'
import { readLab } from './read-lab'
import { withoutTerminalLines } from './terminal-lines'

const ITEMS = `apiVersion: v1
items:
- apiVersion: v1
  kind: Node
  metadata:
    name: node-1
    annotations:
      projectcalico.org/IPv4Address: 10.0.0.11/24
- apiVersion: v1
  kind: Pod
  metadata:
    name: web
  spec:
    nodeName: nowhere
`
const LIST = `${ITEMS}kind: List
metadata:
  resourceVersion: ""
`

function told(text: string) {
  return readLab([{ name: 'pasted.yaml', text }]).problems.filter(({ code }) => ['pod-node-missing', 'terminal-lines', 'list-cut', 'yaml-syntax', 'not-a-resource'].includes(code)).map(({ code, line, severity }) => [code, line, severity])
}

describe('what was copied from a terminal', () => {
  it.each([
    ['the prompt and the command before it', 'ops@bastion:~$ kubectl get nodes,pods -A -o yaml\n', ''],
    ['a command over two lines', '$ kubectl get nodes,pods -A \\\n    -o yaml\n', ''],
    ['a command without its prompt', 'kubectl get nodes -o yaml\n', ''],
    ['the prompt after it', '', 'ops@bastion:~$ '],
    ['prompts of root', '[root@cp-1 ~]# kubectl get nodes -o yaml\n', '[root@cp-1 ~]# \n'],
    ['prompts of PowerShell, in lines of Windows', 'PS C:\\Users\\ops> kubectl get nodes -o yaml\r\n', '\r\nPS C:\\Users\\ops>\r\n'],
    ['a fence of Markdown', '```yaml\n', '```\n'],
    ['a fence round a prompt', '\n```\n$ kubectl get nodes -o yaml\n', 'bash-5.1$ exit\n```\n\n'],
  ])('is read without %s, at its own lines', (_, before, after) => {
    const above = before.split('\n').length - 1
    const first = before.startsWith('\n') ? 2 : before === '' ? LIST.split('\n').length + (after.startsWith('\r\n') ? 1 : 0) : 1
    expect(told(before + LIST + after)).toEqual([['terminal-lines', first, 'warning'], ['pod-node-missing', above + 14, 'error']])
  })

  it('is read also as JSON', () => {
    const json = JSON.stringify({ apiVersion: 'v1', items: [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { nodeName: 'nowhere' } }], kind: 'List' }, null, 4)
    expect(told(`$ kubectl get pods -o json\n${json}\n$ `).map(([code]) => code)).toEqual(['terminal-lines', 'pod-node-missing'])
  })

  it('takes no comment of a file for a prompt', () => {
    expect(told(`# kubectl get nodes\n${LIST}# end\n`)).toEqual([['pod-node-missing', 15, 'error']])
  })

  it.each([
    ['between two lines', ITEMS],
    ['in a name', ITEMS.slice(0, -'Name: nowhere\n'.length)],
    ['with a prompt before it', `$ kubectl get nodes -o yaml\n${ITEMS}`],
    ['as JSON', '{\n    "apiVersion": "v1",\n    "items": [\n        {\n            "kind": "Node",\n            "api'],
  ])('is told to lack its end where it breaks off %s', (_, text) => {
    expect(told(text).filter(([, , severity]) => severity === 'error')).toEqual([['list-cut', expect.any(Number), 'error']])
  })

  it('reads millions of prompts at once', () => {
    expect(withoutTerminalLines('$ \n'.repeat(1_000_000))?.count).toBe(1_000_000)
    expect(withoutTerminalLines(`a${'\n$ '.repeat(1_000_000)}`)).toMatchObject({ count: 1_000_000, linesBefore: 1 })
  })
})
