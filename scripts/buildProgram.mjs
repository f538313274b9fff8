import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { digest, pinnedNode, root, run, say } from './prepare.mjs'
import { nodeFlags, runtimeEnv } from './runtime.mjs'

/**
 * Bundles the program unless that was done of the same sources, and has bin/weighthouse run the bundle (dist/current
 * names it, and is as old as the sources that were read). Each bundle has a folder of its own: what runs from an
 * earlier one still finds its files.
 *
 * @returns what to start: the bundle's main.js
 */
export function buildProgram() {
  const begun = new Date()
  const name = digest(
    ['config', 'mock', 'package.json', 'package-lock.json', 'scripts/bundleProgram.ts', 'src'],
    (file) => !file.endsWith('.test.ts'),
  ).slice(0, 16)
  const dist = join(root, 'dist')
  const folder = join(dist, name)
  const main = join(folder, 'main.js')
  if (!existsSync(main)) {
    say('Bundling the program …')
    const fresh = `${folder}.${process.pid}`
    run(pinnedNode, [join(root, 'scripts', 'bundleProgram.ts'), fresh])
    // Another process may have been faster.
    if (existsSync(main)) rmSync(fresh, { recursive: true })
    else renameSync(fresh, folder)
    tryProgram(main)
  }
  const current = join(dist, 'current')
  const next = `${current}.${process.pid}`
  writeFileSync(next, `${name}\n`)
  utimesSync(next, begun, begun)
  renameSync(next, current)
  removeOldBundles(dist, name)
  return main
}

/** The environment of a bundle: what it compiles is kept in its own folder, and goes with it. */
export function bundleEnvironment(main) {
  return runtimeEnv(root, join(dirname(main), 'compiled'))
}

/** Runs a command in an empty home, so that the first one of the user is as fast as those after it. */
function tryProgram(main) {
  const home = mkdtempSync(join(tmpdir(), 'weighthouse-first-'))
  try {
    // Nothing of the user's settings.
    const result = spawnSync(pinnedNode, [...nodeFlags, main, 'list', '--home', home], {
      cwd: home,
      env: { ...bundleEnvironment(main), PATH: process.env.PATH, HOME: home, USERPROFILE: home },
      encoding: 'utf8',
    })
    if (result.status === 0) return
    rmSync(dirname(main), { recursive: true })
    throw new Error(`The bundled program does not start:\n${result.stdout}${result.stderr}`)
  } finally {
    rmSync(home, { recursive: true })
  }
}

/** Keeps the newest five: a hub may still run from one, and load more of it later. */
function removeOldBundles(dist, current) {
  const bundles = readdirSync(dist)
    .filter((name) => /^[0-9a-f]{16}(?:\.\d+)?$/.test(name) && name !== current)
    .map((name) => ({ path: join(dist, name), made: statSync(join(dist, name)).mtimeMs }))
    .sort((a, b) => b.made - a.made)
  for (const { path } of bundles.slice(4)) rmSync(path, { recursive: true, force: true })
}
