import type { ByteStream } from '../bytes/byteStream.ts'
import { longestKeptText } from './decodeText.ts'
import type { Argument } from './opcodes.ts'
import { PickleError, unknown } from './value.ts'

/** A number, the bytes of a line, a text, or `unknown` for what is too long to be kept. */
export type Operand =
  | { number: number }
  | { line: Buffer; second: Buffer | undefined }
  | { text: string }
  | typeof unknown

const none: Operand = unknown
const lineFeed = 0x0a
const longestLine = 1024 * 1024
/** An escape has up to ten letters for one. */
const longestKeptLine = longestKeptText * 10

/** Reads what follows an opcode; without a promise when it is ready. @throws PickleError when the input ends before */
export function readOperand(stream: ByteStream, argument: Argument): Operand | Promise<Operand> {
  switch (argument.kind) {
    case 'fixed':
      if (argument.bytes === 0) return none
      return stream.ready() >= argument.bytes
        ? takeNumber(stream, argument.bytes)
        : waitForNumber(stream, argument.bytes)
    case 'line':
      return readLines(stream, 1)
    case 'lines':
      return readLines(stream, 2)
    case 'text':
    case 'bytes':
      return readCounted(stream, argument)
  }
}

function takeNumber(stream: ByteStream, bytes: number): { number: number } {
  let number = 0
  for (let index = 0; index < bytes; index++) number += stream.byte() * 256 ** index
  return { number }
}

async function waitForNumber(stream: ByteStream, bytes: number): Promise<{ number: number }> {
  if (!(await stream.fill(bytes))) throw ended()
  return takeNumber(stream, bytes)
}

function readCounted(stream: ByteStream, argument: { kind: 'text' | 'bytes'; lengthBytes: number }) {
  const { kind, lengthBytes } = argument
  if (stream.ready() < lengthBytes) return waitForCounted(stream, undefined, argument)
  const { number } = takeNumber(stream, lengthBytes)
  if (stream.ready() < number) return waitForCounted(stream, number, argument)
  return takeCounted(stream, kind, number)
}

function takeCounted(stream: ByteStream, kind: 'text' | 'bytes', length: number): Operand {
  const bytes = stream.take(length)
  return kind === 'text' && length <= longestKeptText ? { text: bytes.toString('utf8') } : unknown
}

async function waitForCounted(
  stream: ByteStream,
  known: number | undefined,
  { kind, lengthBytes }: { kind: 'text' | 'bytes'; lengthBytes: number },
): Promise<Operand> {
  const length = known ?? (await waitForNumber(stream, lengthBytes)).number
  if (kind === 'text' && length <= longestKeptText) {
    if (!(await stream.fill(length))) throw ended()
    return takeCounted(stream, kind, length)
  }
  if (length > Number.MAX_SAFE_INTEGER || !(await stream.skip(length))) throw ended()
  return unknown
}

function readLines(stream: ByteStream, count: 1 | 2): Operand | Promise<Operand> {
  return hasLines(stream.peek(), count) ? takeLines(stream, count) : waitForLines(stream, count)
}

function hasLines(ready: Buffer, count: 1 | 2): boolean {
  const end = ready.indexOf(lineFeed)
  return end >= 0 && (count === 1 || ready.includes(lineFeed, end + 1))
}

function takeLines(stream: ByteStream, count: 1 | 2): Operand {
  const line = takeLine(stream)
  const second = count === 2 ? takeLine(stream) : undefined
  return line && (count === 1 || second) ? { line, second } : unknown
}

/** The bytes before the next line feed, which is ready; undefined when they are too many to be kept. */
function takeLine(stream: ByteStream): Buffer | undefined {
  const length = stream.peek().indexOf(lineFeed)
  const line = stream.take(length + 1).subarray(0, length)
  return length <= longestKeptLine ? line : undefined
}

async function waitForLines(stream: ByteStream, count: 1 | 2): Promise<Operand> {
  for (;;) {
    const ready = stream.peek()
    if (hasLines(ready, count)) return takeLines(stream, count)
    if (ready.length > longestLine) throw new PickleError('it has a line longer than is read')
    if (!(await stream.fill(ready.length + 1))) throw ended()
  }
}

export function ended(): PickleError {
  return new PickleError('it ends in its middle')
}
