import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'
import { Terminals } from './terminals'

/** The commands of the two lab notes that Hopscope began with, typed on the page; tests/terminal holds each to its output. */

/** One row of a note: where its command is typed, and what has to stand on the screen then. */
type Row = readonly [row: string, place: string, line: string, ...shown: readonly (string | RegExp)[]]

/** Types each row's command where the note types it, on a screen that has been cleared. */
async function typeRows(shell: Terminals, rows: readonly Row[]): Promise<void> {
  let at = ''
  for (const [row, place, line, ...shown] of rows) {
    await test.step(`${row}: ${line}`, async () => {
      if (place !== at) await shell.open(place)
      at = place
      await shell.paste(`clear; ${line}\n`)
      for (const text of shown) await expect(shell.screen).toContainText(text)
    })
  }
}

/** A capture beside a ping that is typed on the same line. */
function capturing(capture: string, pod: string, address: string): string {
  return `tcpdump -nn ${capture} 2>/dev/null & kubectl exec ${pod} -- ping -c 1 ${address} > /dev/null`
}

const TABLES: readonly Row[] = [
  ['S2', 'k8s-w1', 'ip -c -d addr show tunl0', /mtu 8981/, 'ipip any remote any local any ttl inherit nopmtudisc', 'inet 172.16.158.0/32 scope global tunl0'],
  ['S3', 'k8s-w1', 'lsns -t net', /4026531840 net .* root +unassigned +\/sbin\/init/, /\/run\/netns\/pod-w1-a +\/pause/],
  ['S4', 'k8s-w1', 'ip -c route | grep bird', '172.16.34.0/24 via 192.168.20.100 dev tunl0 proto bird onlink', 'blackhole 172.16.158.0/24 proto bird'],
  ['S5', 'k8s-w1', "route -n | grep -E '^172.16.(34|158).0'", /172\.16\.34\.0 +192\.168\.20\.100 +255\.255\.255\.0 +UG +0 +0 +0 tunl0/, /172\.16\.158\.0 +0\.0\.0\.0 +255\.255\.255\.0 +U +0 +0 +0 \*/],
  ['S6', 'k8s-w1', 'calicoctl get workloadendpoints | grep k8s-w1', /pod-w1-a +k8s-w1 +172\.16\.158\.16\/32 +caliae6c0ad70f5/],
  ['S8', 'k8s-w1', 'calicoctl get ippool -o wide', /default-ipv4-ippool +172\.16\.0\.0\/16 +true +Always +Never +false +false +all\(\)/],
  ['S9', 'k8s-w1', 'iptables -n -t nat --list cali-nat-outgoing', 'cali:flqWnvo8yq4ULQLa', 'match-set cali40masq-ipam-pools src ! match-set cali40all-ipam-pools dst random-fully'],
  ['S10', 'k8s-w1', 'ipset list cali40masq-ipam-pools | tail -5', 'Number of entries: 1', '172.16.0.0/16'],
]

/** S12 counts the connection of S11. */
const ON_THE_WIRE: readonly Row[] = [
  ['S7', 'k8s-w1', capturing('-c 2 -i caliae6c0ad70f5 arp', 'pod-w1-a', '172.16.158.17'), 'ARP, Request who-has 169.254.1.1 tell 172.16.158.16, length 28', 'ARP, Reply 169.254.1.1 is-at ee:ee:ee:ee:ee:ee, length 28'],
  ['S1', 'k8s-w1', capturing('-c 4 -i any icmp', 'pod-w1-a', '172.16.158.17'), /caliae6c0ad70f5 In +IP 172\.16\.158\.16 > 172\.16\.158\.17: ICMP echo request/, /cali18e1dc56b57 Out +IP 172\.16\.158\.16 > 172\.16\.158\.17: ICMP echo request/, /caliae6c0ad70f5 Out +IP 172\.16\.158\.17 > 172\.16\.158\.16: ICMP echo reply/],
  ['S11', 'k8s-w1', capturing('-c 4 -i any host 8.8.8.8', 'pod-w1-a', '8.8.8.8'), /caliae6c0ad70f5 In +IP 172\.16\.158\.16 > 8\.8\.8\.8: ICMP echo request/, /eth0 +Out +IP 192\.168\.10\.101 > 8\.8\.8\.8: ICMP echo request/, /caliae6c0ad70f5 Out +IP 8\.8\.8\.8 > 172\.16\.158\.16: ICMP echo reply/],
  ['S12', 'k8s-w1', 'iptables -n -v -t nat --list cali-nat-outgoing', /1 +84 MASQUERADE/],
  ['S13', 'k8s-w0', capturing('-c 2 -i tunl0 icmp', 'pod-w0-b', '172.16.158.16'), 'IP 172.16.34.9 > 172.16.158.16: ICMP echo request', 'IP 172.16.158.16 > 172.16.34.9: ICMP echo reply'],
  ['S14', 'k8s-w0', capturing('-c 2 -i eth0 proto 4', 'pod-w0-b', '172.16.158.16'), /IP 192\.168\.20\.100 > 192\.168\.10\.101: IP 172\.16\.34\.9 > 172\.16\.158\.16: ICMP echo request, id \d+, seq 1, length 64/, /IP 192\.168\.10\.101 > 192\.168\.20\.100: IP 172\.16\.158\.16 > 172\.16\.34\.9: ICMP echo reply/],
]

const REACHED = '1 packets transmitted, 1 received'
const LOST = '1 packets transmitted, 0 received'
const PING: readonly [place: string, line: string] = ['pod-w0-b', 'ping -c 1 -W 1 172.16.158.16 | tail -4']

function poolMode(ipipMode: string, vxlanMode: string): Row {
  return ['S15–S18', 'k8s-m', `calicoctl patch ippool default-ipv4-ippool -p '{"spec":{"ipipMode":"${ipipMode}","vxlanMode":"${vxlanMode}"}}'`, "Successfully patched 1 'IPPool' resource"]
}

const WITH_WIREGUARD: readonly Row[] = [
  ['S19', 'k8s-m', 'apt install wireguard -y | tail -1; wg version', 'wireguard-tools v1.0.20200513'],
  ['S19', 'k8s-m', `calicoctl patch felixconfiguration default --type='merge' -p '{"spec":{"wireguardEnabled":true}}'`, "Successfully patched 1 'FelixConfiguration' resource"],
  ['S19', 'k8s-m', 'calicoctl get felixconfiguration default -o yaml | grep wireguardEnabled', 'wireguardEnabled: true'],
  ['S20', 'k8s-m', 'calicoctl get node k8s-w1 -o yaml | grep wireguardPublicKey', 'wireguardPublicKey: BToK9bLEhMaPUJsuKy3KdrxVOpklyo0qlGRdMN6lHWc='],
  ['S22', 'k8s-m', 'wg showconf wireguard.cali | head -3', 'ListenPort = 51820', 'FwMark = 0x100000'],
  ['S22', 'k8s-m', 'wg showconf wireguard.cali | grep -B2 192.168.100.101', 'PublicKey = BToK9bLEhMaPUJsuKy3KdrxVOpklyo0qlGRdMN6lHWc=', 'AllowedIPs = 172.16.228.64/26, 172.16.228.69/32, 172.16.228.67/32', 'Endpoint = 192.168.100.101:51820'],
  ['S21', 'k8s-w1', 'ifconfig wireguard.cali | head -3', 'flags=209<UP,POINTOPOINT,RUNNING,NOARP>  mtu 1440', 'inet 172.16.228.69  netmask 255.255.255.255  destination 172.16.228.69'],
  ['S23', 'k8s-w1', "to=$(kubectl get pods -o wide --no-headers | awk '/k8s-w2/{print $6; exit}'); tcpdump -c 4 -nni eth0 2>/dev/null & ip netns exec $(ip netns | awk '{print $1; exit}') ping -c 1 $to | tail -3", /IP 192\.168\.100\.101\.51820 > 192\.168\.100\.102\.51820: UDP, length 148/, /IP 192\.168\.100\.102\.51820 > 192\.168\.100\.101\.51820: UDP, length 92/, '1 packets transmitted, 1 received'],
]

test.describe('every row of the two notes, typed on the page', () => {
  test.use({ reducedMotion: 'reduce' })
  test.describe.configure({ timeout: 150_000 })

  test('S2 to S6, S8 to S10: two subnets over IPIP, their tables', async ({ page }) => {
    await new HopscopePage(page).open()
    await typeRows(new Terminals(page), TABLES)
  })

  test('S1, S7, S11 to S14: what passes between pods, nodes and the outside', async ({ page }) => {
    await new HopscopePage(page).open()
    await typeRows(new Terminals(page), ON_THE_WIRE)
  })

  test('S15 to S18: what the clouds carry', async ({ page }) => {
    const hopscope = new HopscopePage(page)
    await hopscope.open()
    const shell = new Terminals(page)
    await hopscope.fabric(/^Azure/)
    await typeRows(shell, [['S15', ...PING, LOST], poolMode('Never', 'Always'), ['S18', 'k8s-w0', 'ip -d link show vxlan.calico', 'vxlan id 4096', 'dstport 4789'], ['S15', ...PING, REACHED]])
    await expect(hopscope.mode('VXLAN')).toBeChecked()
    await hopscope.fabric(/^On-prem/)
    await typeRows(shell, [poolMode('Never', 'Never'), ['S16', 'k8s-w0', 'ip route get 172.16.158.16', 'via 192.168.20.1 dev eth0'], ['S16', ...PING, REACHED]])
    await expect(hopscope.mode('Direct')).toBeChecked()
    await hopscope.fabric(/^AWS/)
    const lift = `for id in $(aws ec2 describe-instances | grep InstanceId | awk -F'"' '{print $4}'); do aws ec2 modify-instance-attribute --instance-id $id --source-dest-check "{\\"Value\\": false}"; done; echo lifted`
    await typeRows(shell, [['S17', ...PING, LOST], ['S17', 'k8s-m', lift, /lifted/], ['S17', ...PING, REACHED]])
  })

  test('S19 to S23: WireGuard', async ({ page }) => {
    const hopscope = new HopscopePage(page)
    await hopscope.open()
    await page.getByRole('button', { name: /^Lab/ }).click()
    await page.getByRole('menuitem', { name: /^One subnet, WireGuard/ }).click()
    await expect(page.getByRole('button', { name: 'Lab wireguard' })).toBeVisible()
    await typeRows(new Terminals(page), WITH_WIREGUARD)
    await expect(hopscope.mode('WireGuard')).toBeChecked()
  })
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
