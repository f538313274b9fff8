import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

import { findChromium } from '../findChromium.ts'

export interface TestBrowser {
  /** A page with no history, cookies or storage of others. Every script error and broken security rule is kept. */
  open: (url: string, options?: BrowserContextOptions) => Promise<Page>
  /** What went wrong in the pages so far. */
  problems: string[]
  /** The origins that the pages asked for anything. */
  origins: Set<string>
  close: () => Promise<void>
}

export async function openBrowser(): Promise<TestBrowser> {
  const browser: Browser = await chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'],
  })
  const problems: string[] = []
  const origins = new Set<string>()
  return {
    problems,
    origins,
    async open(url, options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
      const page = await context.newPage()
      page.setDefaultTimeout(15_000)
      page.on('pageerror', (error) => problems.push(error.message))
      page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) problems.push(message.text())
      })
      page.on('request', (request) => origins.add(new URL(request.url()).origin))
      await page.goto(url)
      return page
    },
    close: () => browser.close(),
  }
}
