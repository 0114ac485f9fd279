import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'
import { Terminals } from './terminals'

/** The commands of the two lab notes that Hopscope began with, typed on the page; tests/terminal holds each to its output. */

test('two subnets over IPIP: device, routes, endpoints, NAT and what the wire shows', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  const shell = new Terminals(page)
  await shell.open('k8s-w1')
  await shell.says('ip -c -d addr show tunl0', 'mtu 8981', 'ipip any remote any local any ttl inherit nopmtudisc')
  await shell.says('lsns -t net | grep pause', '/run/netns/pod-w1-a')
  await shell.says('ip -c route | grep bird', '172.16.34.0/24 via 192.168.20.100 dev tunl0 proto bird onlink', 'blackhole 172.16.158.0/24 proto bird')
  await shell.says('clear; calicoctl get workloadendpoints | grep k8s-w1', 'caliae6c0ad70f5')
  await shell.says('clear; iptables -n -t nat --list cali-nat-outgoing', 'cali:flqWnvo8yq4ULQLa', 'random-fully')
  await shell.says('clear; ipset list cali40masq-ipam-pools | tail -2', '172.16.0.0/16')
  await shell.open('k8s-w0')
  await shell.says('tcpdump -c 2 -nni eth0 proto 4 & kubectl exec pod-w0-b -- ping -c 1 172.16.158.16', /IP 192\.168\.20\.100 > 192\.168\.10\.101: IP 172\.16\.34\.9 > 172\.16\.158\.16: ICMP echo request/)
  await shell.says(`clear; calicoctl patch ippool default-ipv4-ippool -p '{"spec":{"ipipMode":"Never","vxlanMode":"Always"}}'`, "Successfully patched 1 'IPPool' resource")
  await expect(hopscope.mode('VXLAN')).toBeChecked()
  await shell.says('ip -d link show vxlan.calico', 'vxlan id 4096', 'dstport 4789')
})

test('a node that is applied stands on the stage, and undo takes it away', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  const shell = new Terminals(page)
  await shell.open('k8s-m')
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'k8s-w9' }, status: { addresses: [{ type: 'InternalIP', address: '192.168.20.109' }] } }
  await shell.says(`kubectl apply -f - <<< '${JSON.stringify(node)}'`, 'node/k8s-w9 created')
  await shell.says(`kubectl run web --image=nginx --overrides='{"spec":{"nodeName":"k8s-w9"}}'`, 'pod/web created')
  await expect(hopscope.pod('web')).toBeVisible()
  await shell.says('kubectl delete node k8s-w9', 'node "k8s-w9" deleted')
  await expect(hopscope.pod('web')).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(hopscope.pod('web')).toBeVisible()
})

test('what is typed while a command runs is taken at the next prompt', async ({ page }) => {
  await new HopscopePage(page).open()
  const shell = new Terminals(page)
  await shell.open('pod-w0-b')
  await page.keyboard.type('ping -c 1 172.16.158.16')
  await page.keyboard.press('Enter')
  await page.keyboard.type('echo abc')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Backspace')
  await shell.says('X', 'root@pod-w0-b:~# echo aXcaXc')
})

test('WireGuard: the patch that switches it on, the key, the device and its peers', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await page.getByRole('button', { name: /^Lab/ }).click()
  await page.getByRole('menuitem', { name: /^One subnet, WireGuard/ }).click()
  await expect(page.getByRole('button', { name: 'Lab wireguard' })).toBeVisible()
  const shell = new Terminals(page)
  await shell.open('k8s-m')
  await shell.says(`calicoctl patch felixconfiguration default --type='merge' -p '{"spec":{"wireguardEnabled":true}}'`, "Successfully patched 1 'FelixConfiguration' resource")
  await expect(hopscope.mode('WireGuard')).toBeChecked()
  await shell.says('calicoctl get node k8s-w1 -o yaml | grep wireguardPublicKey', 'wireguardPublicKey: BToK9bLEhMaPUJsuKy3KdrxVOpklyo0qlGRdMN6lHWc=')
  await shell.says('clear; wg showconf wireguard.cali | head -3', 'ListenPort = 51820', 'FwMark = 0x100000')
  await shell.open('k8s-w1')
  await shell.says('ifconfig wireguard.cali | head -2', 'mtu 1440', 'inet 172.16.228.69')
})

test('on a small screen the interfaces of a capture can be chosen and saved', async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 768 })
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.getByRole('tab', { name: 'Captures' }).click()
  await page.getByRole('button', { name: /^Interfaces/ }).click()
  await page.getByRole('menuitemcheckbox', { name: 'tunl0' }).first().click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Save all (pcapng)' })).toBeInViewport()
})
