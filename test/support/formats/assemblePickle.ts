/*
 * An assembler for pickles: each function gives the bytes of one opcode, so that a test writes down exactly the program
 * that it means. Nothing here, and nothing that is made here, is ever unpickled.
 */

const latin1 = (text: string) => Buffer.from(text, 'latin1')

function withNumber(code: string, bytes: number, value: number): Buffer {
  const buffer = Buffer.alloc(1 + bytes)
  buffer.write(code, 'latin1')
  if (bytes === 8) buffer.writeBigUInt64LE(BigInt(value), 1)
  else buffer.writeUIntLE(value, 1, bytes)
  return buffer
}

function counted(code: string, lengthBytes: number, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content)
  return Buffer.concat([withNumber(code, lengthBytes, bytes.length), bytes])
}

/** Opcodes that stand alone. */
export const op = {
  mark: latin1('('),
  stop: latin1('.'),
  pop: latin1('0'),
  popMark: latin1('1'),
  dup: latin1('2'),
  none: latin1('N'),
  true: latin1('\x88'),
  reduce: latin1('R'),
  build: latin1('b'),
  obj: latin1('o'),
  newObj: latin1('\x81'),
  newObjEx: latin1('\x92'),
  stackGlobal: latin1('\x93'),
  memoize: latin1('\x94'),
  binPersId: latin1('Q'),
  emptyTuple: latin1(')'),
  emptyList: latin1(']'),
  emptyDict: latin1('}'),
  tuple: latin1('t'),
  tuple1: latin1('\x85'),
  tuple2: latin1('\x86'),
  tuple3: latin1('\x87'),
  append: latin1('a'),
  appends: latin1('e'),
  setItem: latin1('s'),
  setItems: latin1('u'),
  nextBuffer: latin1('\x97'),
} as const

export const proto = (version: number) => withNumber('\x80', 1, version)
export const frame = (length: number) => withNumber('\x95', 8, length)
export const int = (value: number) => withNumber('K', 1, value)
export const int32 = (value: number) => withNumber('J', 4, value)
export const intLine = (text: string) => latin1(`I${text}\n`)
/** Text of protocol 4, of 1, of 2 with Python 2's bytes, and of 0 with quotes or escapes. */
export const text = (content: string) => counted('\x8c', 1, content)
export const text4 = (content: string) => counted('X', 4, content)
export const text8 = (content: string) => counted('\x8d', 8, content)
export const string1 = (content: string) => counted('U', 1, content)
export const string4 = (content: string) => counted('T', 4, content)
export const quoted = (literal: string) => latin1(`S${literal}\n`)
export const escaped = (line: string) => latin1(`V${line}\n`)
export const bytes = (content: string | Buffer) => counted('C', 1, content)
export const byteArray = (content: string | Buffer) => counted('\x96', 8, content)
const long1 = (content: Buffer) => counted('\x8a', 1, content)
export const global = (module: string, name: string) => Buffer.from(`c${module}\n${name}\n`)
export const inst = (module: string, name: string) => Buffer.from(`i${module}\n${name}\n`)
export const extension = (number: number) => withNumber('\x82', 1, number)
export const persId = (id: string) => latin1(`P${id}\n`)
export const put = (index: number) => withNumber('q', 1, index)
export const get = (index: number) => withNumber('h', 1, index)
export const longPut = (index: number) => withNumber('r', 4, index)
export const longGet = (index: number) => withNumber('j', 4, index)
export const putLine = (index: string) => latin1(`p${index}\n`)
export const getLine = (index: string) => latin1(`g${index}\n`)

/** A whole pickle: the opcodes, and STOP. */
export function pickle(...opcodes: Buffer[]): Buffer {
  return Buffer.concat([...opcodes, op.stop])
}

/** Calls `name` of `module` with one text: what an attack is made of. */
export function call(module: string, name: string, argument = 'echo never'): Buffer {
  return Buffer.concat([global(module, name), text4(argument), op.tuple1, op.reduce])
}

/** What torch.save writes for a model with one tensor: data.pkl. */
export function torchStateDict(): Buffer {
  return pickle(
    proto(2),
    global('collections', 'OrderedDict'),
    put(0),
    op.emptyTuple,
    op.reduce,
    put(1),
    op.mark,
    text4('layer.weight'),
    put(2),
    global('torch._utils', '_rebuild_tensor_v2'),
    put(3),
    op.mark,
    op.mark,
    text4('storage'),
    global('torch', 'FloatStorage'),
    text4('0'),
    text4('cpu'),
    int(4),
    op.tuple,
    op.binPersId,
    int(0),
    int(2),
    int(2),
    op.tuple2,
    int(2),
    int(1),
    op.tuple2,
    latin1('\x89'),
    global('collections', 'OrderedDict'),
    op.emptyTuple,
    op.reduce,
    op.tuple,
    op.reduce,
    op.setItems,
  )
}

/** The number that stands first in files of torch.save before 2020. */
const torchMagicPickle = pickle(proto(2), long1(Buffer.from('6cfc9c46f9206aa85019', 'hex')))

/** Five pickles and a tensor, as torch.save wrote them before 2020; the fourth is the model. */
export function legacyTorch(model: Buffer, tensor = Buffer.alloc(64, 7)): Buffer {
  const version = pickle(proto(2), withNumber('M', 2, 1001))
  const system = pickle(proto(2), op.emptyDict, op.mark, text4('little_endian'), op.true, op.setItems)
  const keys = pickle(proto(2), op.emptyList, text4('0'), op.append)
  return Buffer.concat([torchMagicPickle, version, system, model, keys, tensor])
}
