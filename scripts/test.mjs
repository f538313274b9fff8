// `npm test`: installs and starts what the tests need, then runs every test. What follows `--` goes to vitest.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { buildProgram } from './buildProgram.mjs'
import { buildWeb, installDependencies, pinnedEnvironment, pinnedNode, root, run, say } from './prepare.mjs'

installDependencies()
buildWeb()
buildProgram()
installChromium()
run(
  pinnedNode,
  [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...process.argv.slice(2)],
  root,
  pinnedEnvironment(),
)

/** The browser journeys need a Chromium. Debian and Ubuntu offer one as a package; elsewhere we say what to do. */
function installChromium() {
  const known = [
    process.env.WEIGHTHOUSE_CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ]
  if (known.some((path) => path && existsSync(path))) return
  const mayInstall = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (!mayInstall) {
    say(
      'The browser tests need Chromium or Google Chrome, and this user may not install it. Install it (Debian, Ubuntu: sudo apt-get install chromium), or name one in WEIGHTHOUSE_CHROMIUM. The browser tests fail until then.',
    )
    return
  }
  say('Installing Chromium for the browser tests (apt-get install chromium) …')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const installed = [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
  ].every((args) => spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0)
  if (!installed)
    say('Chromium could not be installed; the browser tests will fail. Install it by hand and run `npm test` again.')
}
