import { expect, test } from './fixtures'

const HEADERS = 'aside [aria-label=Headers]'
const EVENTS = '[role=listbox]'
const COMPARISON = '[role=status][aria-label="What changed"]'

test('a learner clicks two pods, sees the answer, and steps back to the outer header', async ({ firefoxPage: hopscope }) => {
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await hopscope.click('button', 'Last step')
  await hopscope.says(HEADERS, 'ICMP echo reply')
  await hopscope.says(EVENTS, 'IP 172.16.158.16 > 172.16.34.9: ICMP echo reply')
  await hopscope.stepBackTo('Leaves k8s-w0 eth0')
  await hopscope.says(HEADERS, /Outer IPv4[^]*192\.168\.20\.100[^]*192\.168\.10\.101[^]*Inner IPv4[^]*172\.16\.34\.9/)
  await hopscope.click('button', 'Step forward')
  await hopscope.says('aside h2', /router/)
})

test('a mode repeats the ping and says what it changed', async ({ firefoxPage: hopscope }) => {
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await hopscope.click('radio', 'VXLAN')
  await hopscope.says(COMPARISON, 'VXLAN instead of IPIP: 148 B on the wire instead of 118 (+30)')
  await hopscope.click('radio', 'Direct')
  await hopscope.says(COMPARISON, 'Direct instead of VXLAN')
  await hopscope.says(COMPARISON, 'no envelope any more')
})

test('a fabric drops the tunnel: where and why is said on the stage, in the events and in the text', async ({ firefoxPage: hopscope }) => {
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await hopscope.command('fabric azure')
  await hopscope.says(COMPARISON, 'dropped at lan-b')
  await hopscope.click('button', 'Last step')
  await hopscope.says('aside h2', /^Dropped/)
  await hopscope.click('tab', 'Explain')
  await hopscope.says('[role=tabpanel]', /lan-b/)
})

test('a line typed in a terminal prints what the node would, and a ping flies over the stage', async ({ firefoxPage: hopscope }) => {
  await hopscope.command('open a shell in pod-w0-b')
  await hopscope.says('.xterm-rows', 'root@pod-w0-b:~#')
  await hopscope.page.keyboard.type('ping -c 1 172.16.158.16')
  await hopscope.press('Enter')
  await hopscope.says('.xterm-rows', /icmp_seq=1 ttl=62[^]*1 packets transmitted, 1 received, 0% packet loss/)
  await hopscope.find('[role=slider]')
})

test('the page speaks Korean at once', async ({ firefoxPage: hopscope }) => {
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await hopscope.command('한국어')
  await hopscope.find('html[lang=ko]')
  await hopscope.find('main button[aria-label^="파드 pod-w0-b "]')
  await hopscope.click('tab', '설명')
  await hopscope.says('[role=tabpanel]', 'k8s-w0 tunl0이 패킷을 감쌉니다')
  await hopscope.command('English', '하려는 일을 입력하세요')
  await hopscope.find('html[lang=en]')
})

test('ping, steps and slides by keyboard alone', async ({ firefoxPage: hopscope }) => {
  await (await hopscope.pod('pod-w0-b')).focus()
  await hopscope.press('Enter')
  await (await hopscope.pod('pod-w1-a')).focus()
  await hopscope.press('Enter')
  await hopscope.isAtStep(1)
  await (await hopscope.find('[role=slider]')).focus()
  await hopscope.press('ArrowRight', 'ArrowRight')
  await hopscope.isAtStep(3)
  await hopscope.press('End')
  await hopscope.says(HEADERS, 'ICMP echo reply')
  await hopscope.press('Home')
  await hopscope.command('present')
  const slide = 'dialog[aria-label=Present]'
  await hopscope.says(slide, /Step 1 of \d+\./)
  await hopscope.press('ArrowRight', ' ', '.')
  await hopscope.says(slide, /Step 4 of \d+\./)
  await hopscope.press('Escape')
  await expect.poll(() => hopscope.page.$(slide)).toBeNull()
})

test('a picture of the stage leaves as PNG and as SVG with its texts', async ({ firefoxPage: hopscope, arrived }) => {
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await hopscope.click('button', 'Export a picture')
  await hopscope.click('button', 'Download')
  const png = await arrived('@2x.png')
  expect([png.readUInt32BE(16), png.readUInt32BE(20)].every((side) => side > 1000)).toBe(true)
  await hopscope.click('radio', 'SVG')
  await hopscope.click('button', 'Download')
  const svg = (await arrived('.svg')).toString('utf8')
  expect(svg).toContain('>pod-w0-b</text>')
  expect(svg.trim()).toMatch(/<\/svg>$/)
})
