import type { ByteStream } from '../bytes/byteStream.ts'
import { decodeEscaped, decodeNumber, decodeQuoted, longestKeptText } from './decodeText.ts'
import { createMachine, type Machine } from './machine.ts'
import { type Opcode, opcodes } from './opcodes.ts'
import { ended, type Operand, readOperand } from './readOperand.ts'
import { computed, other, PickleError, unknown, type Value } from './value.ts'

/** What a pickle would have Python do. */
export interface PickleWatcher {
  /** It imports `name` from `module`. */
  onImport(module: string, name: string): void
  /** It imports something under a name that it works out, or that is too long to be one. */
  onHiddenImport(): void
  /** It asks for a class by its number in a registry. */
  onExtension(number: number): void
  /** It calls something. */
  onCall(): void
}

/** Opcodes that a scan may still read, over all pickles that it meets. */
export interface OpcodeBudget {
  opcodes: number
}

/**
 * Follows one pickle from its first opcode to STOP, and leaves the stream behind it. Nothing is made, imported or
 * called: of each thing is remembered only whether it is a text, and which, as names can come from texts.
 *
 * @throws PickleError where Python would stop, or this reader follows no further; what was told before still holds,
 *   because Python does it before it stops
 */
export async function walkPickle(stream: ByteStream, watcher: PickleWatcher, budget: OpcodeBudget): Promise<void> {
  const machine = createMachine()
  for (;;) {
    if (stream.ready() === 0 && !(await stream.fill(1))) throw ended()
    if (--budget.opcodes < 0) throw new PickleError('it has more opcodes than are followed')
    const at = stream.position()
    const opcode = opcodes[stream.byte()]
    if (!opcode) throw new PickleError(`it has an unknown opcode at byte ${at}`)
    if (opcode.action === 'stop') return machine.demand(1)
    const read = readOperand(stream, opcode.argument)
    const operand = read instanceof Promise ? await read : read
    if (opcode.action === 'plain') move(machine, opcode)
    else act(machine, opcode, operand, watcher)
  }
}

/** What most opcodes do: take things, and put one that is no text. */
function move(machine: Machine, { pops, needs, pushes }: Opcode): void {
  if (pops === 'mark') {
    machine.dropToMark()
    machine.demand(needs)
  } else if (pops + needs > 0) {
    machine.demand(pops + needs)
    machine.drop(pops)
  }
  if (pushes === 1) machine.push(other)
}

function act(machine: Machine, opcode: Opcode, operand: Operand, watcher: PickleWatcher): void {
  switch (opcode.action) {
    case 'mark':
      return machine.mark()
    case 'pop':
      return machine.popOrMark()
    case 'popMark':
      machine.dropToMark()
      return
    case 'duplicate':
      return machine.push(machine.top())
    case 'number':
      return machine.push(checkNumber(operand))
    case 'text':
    case 'quoted':
    case 'escaped':
      return machine.push(toText(opcode.action, operand))
    case 'put':
      return machine.memo.put(toIndex(operand), machine.top())
    case 'memoize':
      return machine.memo.append(machine.top())
    case 'get': {
      const value = machine.memo.get(toIndex(operand))
      if (value === undefined) throw new PickleError('it takes from its memo what it has not put there')
      return machine.push(value)
    }
    case 'global':
      tellLines(operand, watcher)
      return machine.push(computed)
    case 'stackGlobal': {
      const name = machine.pop()
      const module = machine.pop()
      if (name === other || module === other) throw new PickleError('it imports something that is no name')
      if (typeof name === 'string' && typeof module === 'string') watcher.onImport(module, name)
      else watcher.onHiddenImport()
      return machine.push(computed)
    }
    case 'extension':
      watcher.onExtension(typeof operand === 'object' && 'number' in operand ? operand.number : 0)
      return machine.push(computed)
    case 'instance':
      tellLines(operand, watcher)
      machine.dropToMark()
      watcher.onCall()
      return machine.push(computed)
    case 'object':
      if (machine.dropToMark() === 0) throw new PickleError('it makes an object of nothing')
      watcher.onCall()
      return machine.push(computed)
    case 'call':
    case 'persistent':
      machine.drop(opcode.pops === 'mark' ? 0 : opcode.pops)
      if (opcode.action === 'call') watcher.onCall()
      return machine.push(computed)
    case 'protocol':
      if (toIndex(operand) > 5) throw new PickleError('it is of a protocol that does not exist yet')
      return
    case 'plain':
    case 'stop':
      return
  }
}

function tellLines(operand: Operand, watcher: PickleWatcher): void {
  if (typeof operand !== 'object' || !('line' in operand)) return watcher.onHiddenImport()
  const { line, second } = operand
  if (!second || line.length > longestKeptText || second.length > longestKeptText) return watcher.onHiddenImport()
  watcher.onImport(line.toString('utf8'), second.toString('utf8'))
}

/** A number in a line need only look like one: text that is no pickle at all is found out by this. */
function checkNumber(operand: Operand): Value {
  if (
    typeof operand === 'object' &&
    'line' in operand &&
    !/^\s*[+-]?[\w.+-]+\s*$/.test(operand.line.toString('latin1'))
  )
    throw new PickleError('a number in it is none')
  return other
}

function toText(action: 'text' | 'quoted' | 'escaped', operand: Operand): Value {
  if (typeof operand !== 'object') return unknown
  if ('text' in operand) return operand.text
  if (!('line' in operand)) return unknown
  const line = operand.line.toString('latin1')
  const text = action === 'quoted' ? decodeQuoted(line) : decodeEscaped(line)
  if (text === undefined) throw new PickleError('a text in it has no quotes')
  return text.length > longestKeptText ? unknown : text
}

function toIndex(operand: Operand): number {
  if (typeof operand !== 'object') return 0
  if ('number' in operand) return operand.number
  const number = 'line' in operand ? decodeNumber(operand.line.toString('latin1')) : undefined
  if (number === undefined || number < 0) throw new PickleError('a place in its memo is no number')
  return number
}
