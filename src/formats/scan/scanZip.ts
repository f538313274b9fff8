import { type ByteSource, partOf } from '../bytes/byteSource.ts'
import type { FileFormat } from '../detectFormat.ts'
import { findZipDirectories, type ZipDirectory } from '../zip/findZipDirectories.ts'
import { readLocalEntry, readZipDirectory } from '../zip/readZipEntries.ts'
import type { DirectoryEntry, LocalEntry } from '../zip/zipEntry.ts'
import type { Part, ScanContext } from './scanContext.ts'
import { scanZipEntry } from './scanZipEntry.ts'

const mostEntries = 100_000
/** What a zip may have behind a file's bytes: signature, CRC and two sizes of 64 bits. */
const longestDescriptor = 24
const localSignature = Buffer.from('PK\x03\x04', 'latin1')

/** Looks into a zip archive, wherever in the source it begins; undefined when there is none. */
export async function scanZip(context: ScanContext, { source, depth }: Part): Promise<FileFormat | undefined> {
  const { findings } = context
  const end = await findZipDirectories(source)
  if (!end || end.directories.length === 0) {
    if ((await readLocalEntry(source, 0)) === undefined) return undefined
    findings.add('suspicious', 'it is a zip archive without its list of files')
    await scanFromFront(context, { source, depth })
    return 'zip'
  }
  if (end.directories.length > 1) findings.add('suspicious', 'it is a zip archive with more than one list of files')
  if (end.trailing > 0) findings.add('suspicious', 'more bytes follow behind the zip archive in it')
  const names: string[] = []
  for (const directory of end.directories) names.push(...(await scanDirectory(context, { source, depth }, directory)))
  return tellZipFormat(names)
}

async function scanDirectory(
  context: ScanContext,
  { source, depth }: Omit<Part, 'name'>,
  directory: ZipDirectory,
): Promise<string[]> {
  const { findings } = context
  if (directory.shift !== 0) findings.add('suspicious', 'other bytes stand before the zip archive in it')
  const { entries, sound } = await readZipDirectory(source, directory, mostEntries)
  if (!sound) findings.add('suspicious', 'the list of files in its zip archive is broken or too long')
  const names = entries.map(({ name }) => name)
  if (new Set(names).size < names.length) findings.add('suspicious', 'its zip archive has a name twice')
  const isTorch = names.some((name) => torchPickle.test(name))

  const ranges: { start: number; end: number }[] = []
  for (const entry of entries) {
    context.signal?.throwIfAborted()
    const start = entry.offset + directory.shift
    const local = (await readLocalEntry(source, start)) ?? (await readLocalEntry(source, entry.offset))
    if (!local) {
      findings.add('suspicious', 'a file that its zip archive lists is not where it should be')
      continue
    }
    compare(context, entry, local)
    const size = Math.max(entry.packedSize, entry.method === 0 ? entry.size : 0)
    if (local.dataStart + size > source.size) findings.add('suspicious', 'its zip archive is cut')
    ranges.push({ start, end: local.dataStart + entry.packedSize })
    await scanZipEntry(context, { source: partOf(source, local.dataStart, size), entry, local, depth, isTorch })
  }
  await scanGaps(context, { source, depth }, ranges, directory)
  return names
}

/** What one program believes and another does not is a way to show them different files. */
function compare({ findings }: ScanContext, entry: DirectoryEntry, local: LocalEntry): void {
  if (entry.name !== local.name) findings.add('suspicious', 'its zip archive gives a file two names')
  if (entry.method !== local.method) findings.add('suspicious', 'its zip archive packs a file in two ways')
  if (((entry.flags | local.flags) & 1) !== 0)
    findings.add('suspicious', 'a file in its zip archive is marked encrypted')
  const late = (local.flags & 8) !== 0
  const differs = (key: 'crc' | 'size' | 'packedSize') => entry[key] !== local[key] && !(late && local[key] === 0)
  if (differs('crc') || differs('size') || differs('packedSize'))
    findings.add('suspicious', 'its zip archive gives a file two sizes or checksums')
}

/** Files between the listed ones: some programs read an archive from its front. */
async function scanGaps(
  context: ScanContext,
  { source, depth }: Omit<Part, 'name'>,
  ranges: { start: number; end: number }[],
  directory: ZipDirectory,
): Promise<void> {
  let end = Math.max(0, directory.shift)
  for (const range of [...ranges.toSorted((a, b) => a.start - b.start), { start: directory.start, end: 0 }]) {
    if (range.start < end) context.findings.add('suspicious', 'files in its zip archive overlap')
    const gap = await source.read(
      end,
      Math.max(0, Math.min(longestDescriptor + localSignature.length, range.start - end)),
    )
    const at = gap.indexOf(localSignature)
    const hidden = at < 0 ? undefined : await readLocalEntry(source, end + at)
    if (hidden) {
      context.findings.add('suspicious', 'its zip archive holds a file that it does not list')
      const part = partOf(source, hidden.dataStart, range.start - hidden.dataStart)
      await scanZipEntry(context, { source: part, entry: hidden, local: hidden, depth, isTorch: false })
    }
    end = Math.max(end, range.end)
  }
}

/** A zip archive without a list: file after file, as long as each says where it ends. */
async function scanFromFront(context: ScanContext, { source, depth }: { source: ByteSource; depth: number }) {
  for (let at = 0, count = 0; count < mostEntries; count++) {
    const local = await readLocalEntry(source, at)
    if (!local) return
    const unknownEnd = (local.flags & 8) !== 0 && local.packedSize === 0
    const part = partOf(source, local.dataStart, unknownEnd ? source.size : local.packedSize)
    await scanZipEntry(context, { source: part, entry: local, local, depth, isTorch: false })
    if (unknownEnd) return
    at = local.dataStart + local.packedSize
  }
}

const torchPickle = /(?:^|\/)(?:data|constants)\.pkl$/

function tellZipFormat(names: readonly string[]): FileFormat {
  if (names.some((name) => torchPickle.test(name))) return 'torch'
  if (names.includes('config.json') && names.some((name) => name.endsWith('.weights.h5'))) return 'keras'
  return names.length > 0 && names.every((name) => name.endsWith('.npy')) ? 'npz' : 'zip'
}
