import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { aria2List, type Command, curlList } from '../clients/commands.ts'
import { runClient } from '../clients/runClient.ts'
import { runOurPull } from '../clients/runOurs.ts'
import { medianUsage, type Usage } from '../clients/usage.ts'
import { type Bench, runInTurn } from '../runStep.ts'
import { smallRepo } from '../servers/answerTree.ts'

type Key = 'small_s' | 'small_aria2_s' | 'small_curl_s'

/** A repo of many small files: ours asks for the tree and pulls them all, the others are given the list. */
export async function runSmall(bench: Bench): Promise<void> {
  const { space, servers, smallFiles, peers } = bench
  const base = `${servers.url}/${smallRepo.id}/resolve/${smallRepo.commit}`
  const folder = space.path('by-peer')
  const lists = { aria2: space.path('aria2.list'), curl: space.path('curl.list') }
  await writeFile(lists.aria2, smallFiles.map(({ path }) => `${base}/${path}\n  out=${path}\n`).join(''))
  await writeFile(
    lists.curl,
    smallFiles.map(({ path }) => `url = "${base}/${path}"\noutput = "${join(folder, path)}"\n`).join(''),
  )
  const peer = (key: Key, command: Command) => ({ key, run: () => runPeer(bench, folder, command) })
  const { aria2c, curl } = peers
  const runs = await runInTurn<Key>(bench, [
    aria2c && peer('small_aria2_s', aria2List(aria2c.path, lists.aria2, folder)),
    {
      key: 'small_s',
      async run() {
        const home = space.path('home')
        await mkdir(home)
        const order = { home, endpoint: servers.url, id: smallRepo.id, files: smallFiles.length }
        const usage = await runOurPull(space, order)
        await rm(home, { recursive: true })
        return usage
      },
    },
    curl && peer('small_curl_s', curlList(curl.path, lists.curl)),
  ])
  for (const [key, of] of runs) bench.recordRuns(key, of)
  const ours = runs.get('small_s')!
  const aria2 = runs.get('small_aria2_s')
  bench.notePeak('small', ours)
  if (aria2) bench.record('small_vs_aria2', medianUsage(aria2).seconds / medianUsage(ours).seconds)
}

/** Into folders that are there already: not every program makes them. @throws Error when files are missing */
async function runPeer({ space, smallFiles }: Bench, folder: string, command: Command): Promise<Usage> {
  const folders = new Set(smallFiles.map(({ path }) => path.slice(0, path.lastIndexOf('/'))))
  for (const name of folders) await mkdir(join(folder, name), { recursive: true })
  try {
    const usage = await runClient(space, command)
    let files = 0
    for (const name of folders) files += (await readdir(join(folder, name))).length
    const last = smallFiles.at(-1)!
    const { size } = await stat(join(folder, last.path))
    if (files !== smallFiles.length || size !== last.size) throw new Error(`${command[0]} brought ${files} files.`)
    return usage
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
