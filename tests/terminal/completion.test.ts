import { describe, expect, test } from 'vitest'
import { Shell } from './shell'

/** What a Tab offers behind a text that ends in `|`; the words stand in order. */
function offered(text: string, netns = 'k8s-w1', lab = 'two-subnets'): readonly string[] {
  const shell = new Shell(lab)
  return shell.terminals.complete(1, netns, text.replace(/\|$/, '')).words
}

describe('completion as an operator asks for it', () => {
  test.each([
    ['kube|', ['kubectl']],
    ['kubectl |', ['api-resources', 'apply', 'create', 'delete', 'describe', 'exec', 'get', 'patch', 'replace', 'run', 'version']],
    ['kubectl get no|', ['nodes']],
    ['kubectl get nodes k8s-w|', ['k8s-w0', 'k8s-w1', 'k8s-w2']],
    ['kubectl get nodes k8s-w1 k8s-w|', ['k8s-w0', 'k8s-w2']],
    ['kubectl describe pod pod-w1|', ['pod-w1-a', 'pod-w1-b']],
    ['kubectl delete pod/pod-w0|', ['pod/pod-w0-a', 'pod/pod-w0-b']],
    ['kubectl -n kube-s|', ['kube-system']],
    ['kubectl get -n default pods pod-m|', ['pod-m-a']],
    ['kubectl exec -it pod-w2|', ['pod-w2-a']],
    ['kubectl exec pod-w2-a -- tracer|', ['traceroute']],
    ['kubectl exec pod-w2-a -- ping 172.16.34.|', ['172.16.34.0', '172.16.34.8', '172.16.34.9']],
    ['calicoctl ge|', ['get']],
    ['calicoctl get ipp|', ['ippool']],
    ['calicoctl patch ippool def|', ['default-ipv4-ippool']],
    ['calicoctl node |', ['status']],
    ['ip rou|', ['route']],
    ['ip -c addr show dev tun|', ['tunl0']],
    ['ip addr show cali1|', ['cali18e1dc56b57']],
    ['ip route | gre|', ['grep']],
    ['tcpdump -i caliae|', ['caliae6c0ad70f5']],
    ['ping 172.16.116.|', ['172.16.116.0', '172.16.116.5']],
    ['iptables -t nat -L cali-nat|', ['cali-nat-outgoing']],
    ['ipset list cali40m|', ['cali40masq-ipam-pools']],
    ['sudo ip nei|', ['neighbour']],
    ['cat /etc/nothing|', []],
    ['wg show wiregu|', []],
  ])('%s', (text, words) => {
    expect(offered(text)).toEqual(words)
  })

  test('offers a file that was written, and nothing of a lab’s names where a file is asked', async () => {
    const shell = new Shell()
    await shell.run('k8s-w1', 'echo x > /tmp/pod.yaml')
    expect(shell.terminals.complete(1, 'k8s-w1', 'kubectl apply -f /tmp/p').words).toEqual(['/tmp/pod.yaml'])
  })

  test('is quick and quiet for whatever is typed', () => {
    const shell = new Shell()
    for (const text of ['', '   ', '|', '&&', '$(', '"', "'", '\\', 'kubectl get '.repeat(500), 'a'.repeat(100_000), 'ip -- -- --', 'kubectl get / /', 'kubectl get pod/x/y', 'kubectl -- -- --', '__proto__ ', 'ip __proto__ constructor ']) {
      expect(shell.terminals.complete(1, 'k8s-w1', text).words.length).toBeLessThanOrEqual(60)
    }
  })
})
