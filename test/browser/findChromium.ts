import { existsSync } from 'node:fs'

const known = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * The Chromium of this machine: the one that WEIGHTHOUSE_CHROMIUM names, else one from the usual places.
 * @throws Error that says how to install one: a journey without a browser is a failed test, not a skipped one
 */
export function findChromium(
  env: NodeJS.ProcessEnv = process.env,
  exists: (path: string) => boolean = existsSync,
): string {
  const named = env.WEIGHTHOUSE_CHROMIUM
  if (named !== undefined && named !== '') {
    if (exists(named)) return named
    throw new Error(`WEIGHTHOUSE_CHROMIUM names ${named}, which does not exist.`)
  }
  const found = known.find((path) => exists(path))
  if (found !== undefined) return found
  throw new Error(
    'The browser tests need Chromium. Install it (Debian, Ubuntu: apt-get install chromium; Fedora: dnf install chromium; macOS: brew install --cask chromium), or name one in WEIGHTHOUSE_CHROMIUM.',
  )
}
