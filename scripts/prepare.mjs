// Brings a clone to the state in which everything can run: dependencies as locked, the web UI and the program built.
// Runs on the host's Node (20 or newer), before anything is installed; so it uses nothing but Node itself.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { nodeFlags, runtimeEnv } from './runtime.mjs'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')
export const pinnedNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

/**
 * Installs the locked dependencies unless that was done after the lock file last changed. Not `npm ci`: it refuses a
 * lock file that does not list the native packages of every other platform (docs/decisions/0005).
 */
export function installDependencies() {
  // npm writes this file at the end of every successful install.
  const installed = join(root, 'node_modules', '.package-lock.json')
  const upToDate =
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs
  if (upToDate && existsSync(pinnedNode)) return
  say('Installing dependencies (npm install) …')
  run(process.platform === 'win32' ? 'npm.cmd' : 'npm', [
    'install',
    '--no-save',
    '--no-fund',
    '--no-audit',
    '--loglevel=error',
  ])
}

/** Builds the web UI unless the built one was made from the same sources. */
export function buildWeb() {
  const wanted = digest([
    'package-lock.json',
    'src/catalog/search',
    'src/foundation',
    'src/gen',
    'src/ids',
    'web/aliases.ts',
    'web/index.html',
    'web/package.json',
    'web/public',
    'web/src',
    'web/tsconfig.json',
    'web/vite.config.ts',
  ])
  const mark = join(root, 'web', 'dist', '.source')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return
  say('Building the web UI …')
  run(
    pinnedNode,
    [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'],
    join(root, 'web'),
  )
  mkdirSync(dirname(mark), { recursive: true })
  writeFileSync(mark, wanted)
}

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

/** Runs a program and ends this process with its exit code when it fails. */
export function run(command, args, cwd = root, env = process.env) {
  const result = spawnSync(command, args, {
    cwd,
    env,
    stdio: 'inherit',
    shell: process.platform === 'win32' && command.endsWith('.cmd'),
  })
  if (result.error) throw result.error
  if (result.status !== 0) process.exit(result.status ?? 1)
}

/** The environment in which `node` is the pinned one. */
export function pinnedEnvironment() {
  const separator = process.platform === 'win32' ? ';' : ':'
  return {
    ...process.env,
    PATH: [join(root, 'node_modules', '.bin'), dirname(pinnedNode), process.env.PATH].join(separator),
  }
}

export function say(line) {
  process.stderr.write(`weighthouse: ${line}\n`)
}

function digest(paths, counts = () => true) {
  const hash = createHash('sha256')
  for (const path of paths) {
    const full = join(root, path)
    if (!existsSync(full)) continue
    for (const file of (statSync(full).isDirectory() ? filesBelow(full) : [full]).filter(counts))
      hash.update(file.slice(root.length)).update(readFileSync(file))
  }
  return hash.digest('hex')
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}
