import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

/** The shells below the stage, as a person types in them. */
class Terminals {
  readonly screen: Locator
  readonly input: Locator

  constructor(readonly page: Page) {
    this.screen = page.locator('.xterm-rows')
    this.input = page.getByRole('textbox', { name: /^Shell in / })
  }

  /** Opens a shell by the palette, and waits for its prompt. */
  async open(name: string): Promise<void> {
    await this.page.keyboard.press('Control+k')
    await expect(this.page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox')).toBeFocused()
    await this.page.keyboard.type(`open a shell in ${name}`)
    await this.page.keyboard.press('Enter')
    await expect(this.screen).toContainText(`root@${name}:~#`)
    await expect(this.input).toBeFocused()
  }

  async type(line: string): Promise<void> {
    await this.page.keyboard.type(line)
    await this.page.keyboard.press('Enter')
  }
}

test('a shell prints what the node would, through pipes, and completes words', async ({ page }) => {
  await new HopscopePage(page).open()
  const terminals = new Terminals(page)
  await terminals.open('k8s-w1')
  await terminals.type('ip route | grep bird')
  await expect(terminals.screen).toContainText('172.16.34.0/24 via 192.168.20.100 dev tunl0 proto bird onlink')
  await expect(terminals.screen).toContainText('blackhole 172.16.158.0/24 proto bird')
  await page.keyboard.type('ip ro')
  await page.keyboard.press('Tab')
  await page.keyboard.type('get 172.16.34.9')
  await page.keyboard.press('Enter')
  await expect(terminals.screen).toContainText('172.16.34.9 via 192.168.20.100 dev tunl0')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Home')
  await page.keyboard.type('echo ')
  await page.keyboard.press('Enter')
  await expect(terminals.screen).toContainText('echo ip route get 172.16.34.9ip route get 172.16.34.9')
})

test('a ping in one terminal flies over the stage, and Ctrl-C ends it', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.pod('pod-w0-b').dblclick()
  const terminals = new Terminals(page)
  await expect(terminals.screen).toContainText('root@pod-w0-b:~#')
  await terminals.type('ping 172.16.158.16')
  await expect(hopscope.timeline).toBeVisible()
  await expect(terminals.screen).toContainText('icmp_seq=1 ttl=62')
  await expect(terminals.screen).toContainText('icmp_seq=2 ttl=62')
  await page.keyboard.press('Control+c')
  await expect(terminals.screen).toContainText('ping statistics')
  await expect(terminals.screen).toContainText(/packet loss[^]*root@pod-w0-b:~#\s*$/)
  await expect(hopscope.flows.getByRole('button')).toHaveCount(1)
})

test('tcpdump in one terminal prints what ping in another sends, outer and inner, in step with the stage', async ({ page }) => {
  await new HopscopePage(page).open()
  const terminals = new Terminals(page)
  await terminals.open('k8s-w0')
  await terminals.type('tcpdump -nni eth0 proto 4')
  await expect(terminals.screen).toContainText('listening on eth0')
  await terminals.open('pod-w0-b')
  await terminals.type('ping -c 1 172.16.158.16')
  await expect(terminals.screen).toContainText('1 packets transmitted, 1 received')
  await page.getByRole('button', { name: 'k8s-w0', exact: true }).last().click()
  await expect(terminals.screen).toContainText(/IP 192\.168\.20\.100 > 192\.168\.10\.101: IP 172\.16\.34\.9 > 172\.16\.158\.16: ICMP echo request, id \d+, seq 1, length 64/)
  await expect(terminals.screen).toContainText(/IP 192\.168\.10\.101 > 192\.168\.20\.100: IP 172\.16\.158\.16 > 172\.16\.34\.9: ICMP echo reply, id \d+, seq 1, length 64/)
  await expect(terminals.input).toBeFocused()
  await page.keyboard.press('Control+c')
  await expect(terminals.screen).toContainText('2 packets captured')
})

test('what is typed changes the lab at once, and can be taken back', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  const terminals = new Terminals(page)
  await terminals.open('k8s-m')
  await terminals.type(`calicoctl patch ippool default-ipv4-ippool -p '{"spec":{"ipipMode":"Never"}}'`)
  await expect(hopscope.mode('Direct')).toBeChecked()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(hopscope.mode('IPIP')).toBeChecked()
})

test('a pod that is run appears on the stage beside a flow that was shown, and goes with undo', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  const terminals = new Terminals(page)
  await terminals.open('k8s-m')
  await terminals.type('kubectl run web --image=nginx')
  await expect(terminals.screen).toContainText('pod/web created')
  await expect(hopscope.pod('web')).toBeVisible()
  await terminals.type('ping -c 1 8.8.8.8')
  await expect(terminals.screen).toContainText('1 packets transmitted, 1 received')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(hopscope.pod('web')).toBeHidden()
})

test.describe('without motion', () => {
  test.use({ reducedMotion: 'reduce' })

  test('two terminals live at once; a screen reader can read them, and the keyboard leads out', async ({ page }) => {
    await new HopscopePage(page).open()
    const terminals = new Terminals(page)
    await terminals.open('pod-w0-b')
    await terminals.type('ping -c 20 172.16.158.16 > /tmp/p & sleep 1; jobs')
    await expect(terminals.screen).toContainText('Running')
    await terminals.open('k8s-w1')
    await terminals.type('for i in 1 2; do echo "line $i"; done')
    await expect(terminals.screen).toContainText('line 2')
    await expect(page.locator('.xterm-accessibility')).toContainText('line 2')
    const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
    expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
    await terminals.input.press('Shift+Tab')
    await expect(terminals.input).not.toBeFocused()
    await page.getByRole('button', { name: 'pod-w0-b', exact: true }).click()
    await expect(terminals.screen).toContainText('Running')
  })

  test('a line that goes on over several, and one that is pasted', async ({ page }) => {
    await new HopscopePage(page).open()
    const terminals = new Terminals(page)
    await terminals.open('k8s-w1')
    await terminals.type('for i in a b; do')
    await expect(terminals.screen).toContainText('do> ')
    await terminals.type('echo "<$i>"; done')
    await expect(terminals.screen).toContainText('<b>')
    await page.evaluate(() => {
      const data = new DataTransfer()
      data.setData('text/plain', 'echo one\necho two\n')
      document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }))
    })
    await expect(terminals.screen).toContainText('echo twotwo')
  })
})

test('a capture file dropped on a terminal is read by its tcpdump', async ({ page }) => {
  await new HopscopePage(page).open()
  const terminals = new Terminals(page)
  await terminals.open('k8s-w1')
  await page.locator('.xterm').evaluate((target) => {
    const words = [0xa1b2c3d4, 0x00040002, 0, 0, 65535, 101, 1, 500000, 28, 28]
    const packet = [0x45, 0, 0, 28, 0, 1, 0x40, 0, 64, 1, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 8, 0, 0xf7, 0xf9, 0, 5, 0, 1]
    const transfer = new DataTransfer()
    transfer.items.add(new File([new Uint32Array(words), new Uint8Array(packet)], 'mine.pcap'))
    target.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }))
  })
  await expect(terminals.screen).toContainText('IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id 5, seq 1, length 8')
})

test('at a step, the inspector tells the commands that show it on a real node, and what they print', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.getByRole('button', { name: 'Last step' }).click()
  await hopscope.stepBackTo(/^Leaves k8s-w0 eth0/)
  await hopscope.inspector.getByText('See it yourself').click()
  const proof = hopscope.inspector.getByRole('figure').filter({ hasText: 'tcpdump -nni eth0 ip proto 4' })
  await expect(proof).toContainText('IP 192.168.20.100 > 192.168.10.101: IP 172.16.34.9 > 172.16.158.16: ICMP echo request')
  await page.getByRole('button', { name: 'Step back' }).click()
  await expect(hopscope.inspector.getByRole('figure').filter({ hasText: 'ip route get' }).first()).toContainText('dev')
})
