import { findings } from './axe'
import { expect, test } from './fixtures'
import { HopscopePage } from './hopscope-page'

test.use({ reducedMotion: 'reduce' })

test('the page speaks Korean at once when it is asked to, and again after a reload', async ({ page }) => {
  const hopscope = new HopscopePage(page)
  await hopscope.open()
  await hopscope.ping('pod-w0-b', 'pod-w1-a')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Type what you want to do' })).toBeFocused()
  await page.keyboard.type('한국어')
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko')
  // letters of its own: not every machine has Korean ones
  await expect.poll(() => page.evaluate(() => [...document.fonts].some((face) => face.family.includes('KR') && face.status === 'loaded'))).toBe(true)
  await page.getByRole('tab', { name: '설명' }).click()
  await expect(page.getByRole('button', { name: /k8s-w0 tunl0이 패킷을 감쌉니다/ })).toBeVisible()
  expect(await findings(page)).toEqual([])
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko')
  await expect(page.getByRole('main').getByRole('button', { name: /^파드 pod-w0-b / })).toBeVisible()
})

test.describe('in a Korean browser', () => {
  test.use({ locale: 'ko-KR' })
  test('the page opens in Korean, and English is one command away', async ({ page }) => {
    await page.goto('/')
    await expect(page.getByRole('main').getByRole('button', { name: /^파드 pod-w0-b / })).toBeVisible()
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('combobox', { name: '하려는 일을 입력하세요' })).toBeFocused()
    await page.keyboard.type('English')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('main').getByRole('button', { name: /^pod pod-w0-b / })).toBeVisible()
  })
})
