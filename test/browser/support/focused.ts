import type { Page } from 'playwright-core'

/** The words of the element that has the keyboard, or its label. */
export function focused(page: Page): Promise<string> {
  return page.evaluate<string>(
    'document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent',
  )
}
