import { type Content, contentOfBytes, joinSegments } from './content.ts'
import { fitTensors } from './makeSafetensors.ts'
import { crcOfContent, makeZip, type ZipEntry } from './makeZip.ts'
import type { TensorLayout } from './tensorLayout.ts'

const storageBytes = 1024 * 1024
const largestArchive = 3.75 * 1024 ** 3

/**
 * Makes a checkpoint as torch saves it: a ZIP with `data.pkl` (a state dict of float storages, written opcode by
 * opcode; only globals that every checkpoint has) and one entry per storage. Full storages share their bytes, so the
 * checksums that ZIP wants are computed once, whatever the size. The archive stays below 4 GiB.
 */
export function makeTorchZip(plan: { layout: TensorLayout; targetBytes: number; seed: string }): Content {
  const target = Math.min(plan.targetBytes, largestArchive)
  const perStorage = 700
  const room = Math.max(16, target - 1500)
  const storages = Math.max(1, Math.floor(room / (storageBytes + perStorage)))
  const fullBytes =
    storages > 1 ? storageBytes : Math.min(storageBytes, Math.max(4, Math.floor((room - perStorage) / 4) * 4))
  const names = fitTensors(plan.layout, { bytesPerWeight: 4, targetBytes: target }).map(({ name }) => name)
  const tensors = Array.from({ length: storages }, (_, index) => ({
    name: names[index] ?? `storage.${index}`,
    weights: fullBytes / 4,
  }))
  const storage = joinSegments([{ kind: 'noise', seed: plan.seed, length: fullBytes }])
  const storageCrc = crcOfContent(storage)
  const entries: ZipEntry[] = [
    { name: 'archive/data.pkl', content: contentOfBytes(stateDictPickle(tensors)) },
    { name: 'archive/byteorder', content: contentOfBytes('little') },
    ...tensors.map((_, index) => ({ name: `archive/data/${index}`, content: storage })),
    { name: 'archive/version', content: contentOfBytes('3\n') },
  ]
  return makeZip(entries, (content) => (content === storage ? storageCrc : crcOfContent(content)))
}

/** An OrderedDict of float tensors, in pickle protocol 2. https://docs.python.org/3/library/pickletools.html */
export function stateDictPickle(tensors: readonly { name: string; weights: number }[]): Buffer {
  const orderedDict = [global('collections', 'OrderedDict'), ')', 'R']
  const parts: (string | Buffer)[] = ['\x80\x02', ...orderedDict, '(']
  for (const [index, { name, weights }] of tensors.entries()) {
    parts.push(
      unicode(name),
      global('torch._utils', '_rebuild_tensor_v2'),
      '((',
      unicode('storage'),
      global('torch', 'FloatStorage'),
      unicode(String(index)),
      unicode('cpu'),
      int(weights),
      'tQ',
      int(0),
      int(weights),
      '\x85',
      int(1),
      '\x85',
      '\x89',
      ...orderedDict,
      'tR',
    )
  }
  parts.push('u.')
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)))
}

/** A dict of one string, in pickle protocol 2: the content of a `.pkl` file. */
export function plainPickle(key: string, value: string): Buffer {
  return Buffer.concat([Buffer.from('\x80\x02}', 'latin1'), unicode(key), unicode(value), Buffer.from('s.')])
}

function global(module: string, name: string): string {
  return `c${module}\n${name}\n`
}

function unicode(text: string): Buffer {
  const bytes = Buffer.from(text)
  const length = Buffer.alloc(5)
  length.write('X')
  length.writeUInt32LE(bytes.length, 1)
  return Buffer.concat([length, bytes])
}

function int(value: number): Buffer {
  const buffer = Buffer.alloc(5)
  buffer.write('J')
  buffer.writeInt32LE(value, 1)
  return buffer
}
