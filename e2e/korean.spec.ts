import type { Page } from '@playwright/test'
import { englishLeft } from './english-left'
import { expect, test } from './fixtures'

test.use({ locale: 'ko-KR', reducedMotion: 'reduce' })

const pod = (page: Page, name: string) => page.getByRole('main').getByRole('button', { name: new RegExp(`^파드 ${name} `) })

async function ping(page: Page, from: string, to: string): Promise<void> {
  await pod(page, from).click()
  await pod(page, to).click()
  await expect(page.getByRole('slider', { name: '타임라인' })).toBeVisible()
}

const nothingEnglish = async (page: Page) => expect.soft(await englishLeft(page)).toEqual([])

test.beforeEach(async ({ page }) => {
  await page.goto('/')
  await expect(pod(page, 'pod-w0-b')).toBeVisible()
})

test('no English is left in the panels of a ping', async ({ page }) => {
  await nothingEnglish(page)
  await ping(page, 'pod-w0-b', 'pod-w1-a')
  for (const tab of ['경로', '이웃', 'NAT', 'WireGuard', '링크', '패킷']) {
    await page.getByRole('complementary').getByRole('tab', { name: tab }).click()
    await nothingEnglish(page)
  }
  const slider = page.getByRole('slider', { name: '타임라인' })
  const count = Number(await slider.getAttribute('aria-valuemax'))
  for (let step = 1; step < count; step++) {
    await page.getByRole('button', { name: '한 단계 앞으로' }).click()
    await expect(slider).toHaveAttribute('aria-valuenow', String(step + 1))
    await nothingEnglish(page)
  }
  await page.getByRole('tab', { name: '설명' }).click()
  await nothingEnglish(page)
})

test('no English is left in what a change changed, and in a drop with its cure', async ({ page }) => {
  await ping(page, 'pod-w0-b', 'pod-w1-a')
  await page.getByRole('tab', { name: '설명' }).click()
  await page.getByRole('button', { name: /^패브릭/ }).click()
  await nothingEnglish(page)
  await page.getByRole('menuitemradio', { name: /Azure/ }).click()
  await expect(page.getByRole('status', { name: '달라진 점' })).toContainText('버려짐')
  await expect(page.getByRole('heading', { name: '해결' })).toBeVisible()
  await nothingEnglish(page)
  await page.getByRole('button', { name: '마지막 단계' }).click()
  await nothingEnglish(page)
})

test('no English is left in menus and dialogs', async ({ page }) => {
  for (const menu of [/^랩 two/, /^장애/, '랩 설정']) {
    await page.getByRole('button', { name: menu }).click()
    await expect(page.getByRole('menu').or(page.getByRole('dialog'))).toBeVisible()
    await nothingEnglish(page)
    await page.keyboard.press('Escape')
  }
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: '단축키' })).toBeVisible()
  await nothingEnglish(page)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '새 플로' }).click()
  await nothingEnglish(page)
  for (const kind of ['UDP 데이터그램', '경로 추적, UDP']) {
    await page.getByLabel('종류').selectOption({ label: kind })
    await nothingEnglish(page)
  }
  await ping(page, 'pod-w0-b', 'pod-w1-a')
  await pod(page, 'pod-w2-a').click({ button: 'right' })
  await expect(page.getByRole('menu')).toBeVisible()
  await nothingEnglish(page)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: '하려는 일을 입력하세요' })).toBeFocused()
  await nothingEnglish(page)
  await page.keyboard.type('그림')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: '그림으로 내보내기' })).toBeVisible()
  await nothingEnglish(page)
})

test('lines end between words, on narrow pages too', async ({ page }) => {
  const split = (): Promise<readonly string[]> => page.evaluate(() => {
    const found: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      for (const { 0: word, index } of node.nodeValue?.matchAll(/\S*[가-힣]\S*/g) ?? []) {
        const range = document.createRange()
        range.setStart(node, index)
        range.setEnd(node, index + word.length)
        if (new Set([...range.getClientRects()].filter(({ width }) => width > 1).map(({ top }) => Math.round(top))).size > 1) found.push(word)
      }
    }
    return found
  })
  for (const [width, height] of [[720, 450], [1024, 768], [390, 844]] as const) {
    await page.setViewportSize({ width, height })
    await expect.poll(split, `${width}`).toEqual([])
  }
  await page.setViewportSize({ width: 1024, height: 768 })
  await ping(page, 'pod-w0-b', 'pod-w1-a')
  await page.getByRole('tab', { name: '설명' }).click()
  await expect(page.getByText('경로를 고릅니다').first()).toBeVisible()
  for (const width of [390, 720, 1024]) {
    await page.setViewportSize({ width, height: 768 })
    await expect.poll(split, `${width}`).toEqual([])
  }
})

test('what is wrong with a lab’s file, and what was assumed of it, is said in Korean', async ({ page }) => {
  const node = (name: string, address: string) => `apiVersion: v1\nkind: Node\nmetadata: {name: ${name}, annotations: {projectcalico.org/IPv4Address: ${address}}}\n---\n`
  const open = async (text: string) => page.getByLabel('랩 파일').setInputFiles({ name: 'lab.yaml', mimeType: 'text/yaml', buffer: Buffer.from(text) })
  await open(`${node('k8s-a', '10.0.0.300/24')}apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {nodeName: k8s-z}\n`)
  const notice = page.getByRole('alert', { name: '문제' })
  await expect(notice).toContainText('파드 default/web가 도는 노드 k8s-z는 없습니다.')
  await expect(notice).toContainText('“10.0.0.300/24”')
  await open(node('k8s-a', '10.0.0.3/24'))
  await page.getByText('가지를 가정했습니다').click()
  await expect(page.getByText('바깥에 호스트 inet 하나가 있고 그 뒤에 8.8.8.8이 있다고 봅니다.')).toBeVisible()
})
