import { expect } from '@playwright/test'
import { ElementHandle } from 'puppeteer-core'
import type { KeyInput, Page } from 'puppeteer-core'

/** The page as a person finds their way on it, for a driver without Playwright's locators: by names and roles. */
export class FirefoxPage {
  constructor(readonly page: Page) {}

  /** The element, once it is there. */
  async find(selector: string): Promise<ElementHandle> {
    const found = await this.page.waitForSelector(selector, { timeout: 15_000 })
    if (found === null) throw new Error(`no ${selector}`)
    return found
  }

  pod(name: string): Promise<ElementHandle> {
    return this.find(`main button[aria-label^="pod ${name} "]`)
  }

  /** Clicks what a person would read that name on: the driver's own search by role takes seconds. */
  async click(role: keyof typeof ROLES, name: string): Promise<void> {
    const found = await this.page.waitForFunction(
      (selector, wanted) => [...document.querySelectorAll<HTMLElement>(selector)].find((element) => (element.ariaLabel ?? element.textContent).trim() === wanted),
      { timeout: 15_000 },
      ROLES[role],
      name,
    )
    if (!(found instanceof ElementHandle)) throw new Error(`no ${role} ${name}`)
    await found.click()
  }

  async press(...keys: readonly KeyInput[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key)
  }

  /** Two clicks, and the run is in the timeline. */
  async ping(from: string, to: string): Promise<void> {
    await (await this.pod(from)).click()
    await (await this.pod(to)).click()
    await this.find('[role=slider]')
  }

  /** Types in the palette and takes the first thing found. */
  async command(typed: string, heading = 'Type what you want to do'): Promise<void> {
    await this.page.keyboard.down('Control')
    await this.page.keyboard.press('k')
    await this.page.keyboard.up('Control')
    await this.find(`dialog [role=combobox][aria-label="${heading}"]:focus`)
    await this.page.keyboard.type(typed)
    await this.press('Enter')
  }

  text(selector: string): Promise<string> {
    return this.page.$$eval(selector, (elements) => elements.map((element) => element.textContent).join('\n'))
  }

  async says(selector: string, text: string | RegExp): Promise<void> {
    const poll = expect.poll(() => this.text(selector), { message: `${selector} says ${String(text)}` })
    await (typeof text === 'string' ? poll.toContain(text) : poll.toMatch(text))
  }

  async isAtStep(step: number): Promise<void> {
    await expect.poll(() => this.step(), { message: 'the step on the timeline' }).toBe(step)
  }

  /** Nought while there is no timeline. */
  async step(): Promise<number> {
    const values = await this.page.$$eval('[role=slider]', (sliders) => sliders.map((slider) => Number(slider.getAttribute('aria-valuenow'))))
    return values[0] ?? 0
  }

  /** Steps back by the key until the packet panel says `title`. */
  async stepBackTo(title: string): Promise<void> {
    for (let step = await this.step(); step > 1; step--) {
      if ((await this.text(STEP_TITLE)).startsWith(title)) return
      await this.press('ArrowLeft')
      await this.isAtStep(step - 1)
    }
    await this.says(STEP_TITLE, title)
  }
}

/** Where the roles that the stories press are found; a radio button is pressed by its label. */
const ROLES = { button: 'button', tab: '[role=tab]', radio: 'label' } as const

const STEP_TITLE = 'aside h2'
