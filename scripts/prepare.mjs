// Brings a clone to the state in which everything can run: dependencies as locked, the web UI built.
// Runs on the host's Node (20 or newer), before anything is installed; so it uses nothing but Node itself.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

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

/** A digest of files and of all that is in folders, of those that count. */
export function digest(paths, counts = () => true) {
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
