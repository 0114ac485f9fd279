import { expect } from '@playwright/test'
import type { Locator, Page } from '@playwright/test'

/** The page as a person finds their way on it: by roles and names. */
export class HopscopePage {
  readonly inspector: Locator
  readonly timeline: Locator
  readonly events: Locator
  readonly flows: Locator
  /** What a change of the lab changed. */
  readonly comparison: Locator

  constructor(readonly page: Page) {
    this.inspector = page.getByRole('complementary', { name: 'Inspector' })
    this.timeline = page.getByRole('slider', { name: 'Timeline' })
    this.events = page.getByRole('listbox', { name: 'Events' })
    this.comparison = page.getByRole('status', { name: 'What changed' })
    this.flows = page.getByRole('region', { name: 'Flows' })
  }

  /** Opens the page and waits for the first lab's pods. */
  async open(): Promise<void> {
    await this.page.goto('/')
    await expect(this.pod('pod-w0-b')).toBeVisible()
  }

  pod(name: string): Locator {
    return this.page.getByRole('main').getByRole('button', { name: new RegExp(`^pod ${name} `) })
  }

  /** Two clicks, and the run is in the timeline. */
  async ping(from: string, to: string): Promise<void> {
    await this.pod(from).click()
    await this.pod(to).click()
    await expect(this.timeline).toBeVisible()
  }

  /** The form of a new flow, its ends filled in. */
  async newFlow(from: string, to: string): Promise<Locator> {
    await this.page.getByRole('button', { name: 'New flow' }).click()
    const form = this.page.getByRole('form', { name: 'New flow' })
    await form.getByLabel('From').fill(from)
    await form.getByLabel('To', { exact: true }).fill(to)
    return form
  }

  /** Chooses who carries the packets between nodes. */
  async fabric(name: RegExp): Promise<void> {
    await this.page.getByRole('button', { name: /^Fabric/ }).click()
    await this.page.getByRole('menuitemradio', { name }).click()
    await expect(this.page.getByRole('menuitemradio', { name })).toBeHidden()
  }

  mode(name: string): Locator {
    return this.page.getByRole('group', { name: 'Encapsulation' }).getByRole('radio', { name })
  }

  get stepTitle(): Locator {
    return this.inspector.getByRole('heading', { level: 2 })
  }

  get headers(): Locator {
    return this.inspector.getByRole('region', { name: 'Headers' })
  }

  async step(): Promise<number> {
    return Number(await this.timeline.getAttribute('aria-valuenow'))
  }

  /** Steps back by the button until the packet panel says `title`. */
  async stepBackTo(title: RegExp): Promise<void> {
    for (let step = await this.step(); step > 1; step--) {
      // while packets fly the panel may come a frame later than the timeline
      await expect(this.stepTitle).toHaveText(new RegExp(`\\b${step}\\D*$`))
      if (title.test((await this.stepTitle.textContent()) ?? '')) return
      await this.page.getByRole('button', { name: 'Step back' }).click()
      await expect(this.timeline).toHaveAttribute('aria-valuenow', String(step - 1))
    }
    await expect(this.stepTitle).toHaveText(title)
  }
}
