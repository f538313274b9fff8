import { dirname, join, relative, resolve, sep } from 'node:path'

import { type CodeSplittingNameFunction, type Plugin, rolldown } from 'rolldown'

/*
 * `node scripts/bundleProgram.ts FOLDER [NAME=SCRIPT …]`: the program in a few files, and other scripts over the same parts, which start in a third of the time that its
 * sources and packages take; see docs/decisions/0013. Not minified, and with maps that `--debug` reads, so that one sees
 * where an error came from.
 */

const root = join(import.meta.dirname, '..')
const source = (...path: string[]) => join(root, 'src', ...path)

/** Loaded by few commands and then lazily; they look for files of their own beside them. */
const external = [/^pg$/, /^@aws-sdk\//, /^@napi-rs\//]

/** Both ways in which the sources start a thread. */
const threadAddress =
  /new URL\(\s*(?:import\.meta\.resolve\('(\.[^']+\.ts)'\)|'(\.[^']+\.ts)',\s*import\.meta\.url,?)\s*\)/g

/**
 * Bundles the program into the folder `out`: its start as `main.js`, and a file for each thread in `threads/`.
 * @param scripts source files by the names under which they are bundled, too
 */
async function bundleProgram(out: string, scripts: Record<string, string>): Promise<void> {
  const threads = new Map<string, string>()
  await bundle({ out, input: { main: source('cli', 'main.ts'), ...scripts }, threads, threadsFrom: './threads' })
  // By themselves: what a thread shares with the program would become a file of its own, and each file takes time.
  const known = threads.size
  await bundle({ out: join(out, 'threads'), input: Object.fromEntries(threads), threads, threadsFrom: '.' })
  if (threads.size > known) throw new Error('A thread starts a thread that the program itself does not start.')
}

interface BundleOptions {
  out: string
  input: Record<string, string>
  /** Source files of threads by the names of their bundles; those that are met are added. */
  threads: Map<string, string>
  /** Where the bundles of threads are, seen from `out`. */
  threadsFrom: string
}

async function bundle({ out, input, threads, threadsFrom }: BundleOptions): Promise<void> {
  const bundle = await rolldown({
    cwd: root,
    input,
    platform: 'node',
    external,
    preserveEntrySignatures: 'allow-extension',
    // Commands import lazily what others need at once; as sources that is worth its while.
    checks: { ineffectiveDynamicImport: false },
    plugins: [keepPlaces({ out, threads, threadsFrom })],
  })
  await bundle.write({
    dir: out,
    format: 'esm',
    sourcemap: true,
    sourcemapExcludeSources: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    codeSplitting: {
      // Each of the two groups holds what its modules import already.
      includeDependenciesRecursively: false,
      groups: [{ name: chooseChunk(), debugName: 'start and house' }],
    },
  })
  await bundle.close()
}

/**
 * `import.meta` tells a module where it stands; in a bundle that is where the bundle stands. Here `dirname` goes on to
 * mean the folder of the source, and a thread's address becomes that of its bundle.
 */
function keepPlaces({ out, threads, threadsFrom }: Omit<BundleOptions, 'input'>): Plugin {
  return {
    name: 'keep-places',
    transform: {
      filter: { id: /[\\/](?:src|mock|config)[\\/].*\.ts$/, code: /import\.meta/ },
      handler(code, id) {
        const folder = dirname(id)
        let rest = code
        const placed = code
          .replaceAll(threadAddress, (whole, resolved?: string, joined?: string) => {
            rest = rest.replace(whole, '')
            const thread = resolve(folder, resolved ?? joined ?? '')
            const name = relative(source(), thread).replace(/\.ts$/, '').split(sep).join('-')
            threads.set(name, thread)
            return `new URL('${threadsFrom}/${name}.js', import.meta.url)`
          })
          .replaceAll('import.meta.dirname', (whole) => {
            rest = rest.replace(whole, '')
            return `(import.meta.dirname + ${JSON.stringify(`/${relative(out, folder).split(sep).join('/')}`)})`
          })
        if (rest.includes('import.meta'))
          this.error(`${id} uses import.meta in a way that scripts/bundleProgram.ts does not know`)
        // Lines stay where they are.
        return { code: placed, map: null }
      },
    },
  }
}

/**
 * Two large files instead of many small ones: what every command loads, and what every command loads that opens the
 * house. What neither of them needs (the server, the mock, the bucket's store …) is split by who imports it.
 */
function chooseChunk(): CodeSplittingNameFunction {
  let start: Set<string> | undefined
  let house: Set<string> | undefined
  return (id, context) => {
    const reach = (...from: string[]) => {
      const reached = new Set<string>()
      const open = from
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        const info = context.getModuleInfo(next)
        if (!info || reached.has(next)) continue
        reached.add(next)
        open.push(...info.importedIds)
      }
      return reached
    }
    start ??= reach(source('cli', 'runProgram.ts'), source('foundation', 'config', 'loadConfig.ts'))
    house ??= reach(source('compose.ts'), source('server', 'createApi.ts'), source('server', 'rest', 'toRestAnswer.ts'))
    return start.has(id) ? 'start' : house.has(id) ? 'house' : null
  }
}

const [, , folder, ...more] = process.argv
if (folder === undefined) throw new Error('Say where to: node scripts/bundleProgram.ts FOLDER [NAME=SCRIPT …]')
const scripts = more.map((text) => {
  const [name = '', script = ''] = text.split('=')
  return [name, resolve(script)] as const
})
await bundleProgram(resolve(folder), Object.fromEntries(scripts))
