import type { Locator, Page } from '@playwright/test'
import { expect } from './fixtures'

/** The shells below the stage, as a person types in them. */
export class Terminals {
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

  /** Pastes lines, as a person does who copied them elsewhere: those that end are run. */
  async paste(lines: string): Promise<void> {
    await this.input.evaluate((target, text) => {
      const data = new DataTransfer()
      data.setData('text/plain', text)
      target.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }))
    }, lines)
  }

  /** Types a line, and waits for each of these on the screen. */
  async says(line: string, ...texts: readonly (string | RegExp)[]): Promise<void> {
    await this.type(line)
    for (const text of texts) await expect(this.screen).toContainText(text)
  }
}
