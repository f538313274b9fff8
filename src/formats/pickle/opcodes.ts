/*
 * The opcodes of the pickle protocols 0 to 5, after CPython's Lib/pickletools.py and Modules/_pickle.c.
 * A pickle is a program for a machine with a stack, marks on the stack, and a memo; each opcode is one byte and its
 * argument. Only what the stack and the memo do is written down here: no object is ever made.
 */

/**
 * What follows the opcode: a number of bytes; `line`, `lines` (two); `textN`/`bytesN`, a length of N bytes and as many
 * bytes, which are a text, or are none.
 */
export type Argument =
  | { kind: 'fixed'; bytes: number }
  | { kind: 'line' | 'lines' }
  | { kind: 'text' | 'bytes'; lengthBytes: 1 | 4 | 8 }

/** What happens to the stack beyond what `pops` and `pushes` say. */
type Action =
  | 'plain'
  | 'mark'
  | 'stop'
  | 'pop'
  | 'popMark'
  | 'duplicate'
  | 'number'
  | 'quoted'
  | 'escaped'
  | 'text'
  | 'put'
  | 'get'
  | 'memoize'
  | 'global'
  | 'stackGlobal'
  | 'extension'
  | 'instance'
  | 'object'
  | 'call'
  | 'persistent'
  | 'protocol'

export interface Opcode {
  name: string
  argument: Argument
  action: Action
  /** Things taken from the stack; `mark`: all down to the last mark, and the mark. */
  pops: number | 'mark'
  /** Things that must lie below those that are taken, because the opcode changes the topmost of them. */
  needs: number
  /** Things that are no text; whatever else is pushed follows from the action. */
  pushes: 0 | 1
}

const table: (Opcode | undefined)[] = Array.from({ length: 256 })

function define(code: string | number, name: string, change: Partial<Omit<Opcode, 'name'>> = {}): void {
  const byte = typeof code === 'string' ? code.charCodeAt(0) : code
  table[byte] = { name, argument: fixed(0), action: 'plain', pops: 0, needs: 0, pushes: 0, ...change }
}

function fixed(bytes: number): Argument {
  return { kind: 'fixed', bytes }
}

const line: Argument = { kind: 'line' }
const lines: Argument = { kind: 'lines' }
const text = (lengthBytes: 1 | 4 | 8): Argument => ({ kind: 'text', lengthBytes })
const bytes = (lengthBytes: 1 | 4 | 8): Argument => ({ kind: 'bytes', lengthBytes })

// Numbers and constants.
for (const [code, name] of Object.entries({ I: 'INT', L: 'LONG', F: 'FLOAT' }))
  define(code, name, { argument: line, action: 'number' })
define('J', 'BININT', { argument: fixed(4), pushes: 1 })
define('K', 'BININT1', { argument: fixed(1), pushes: 1 })
define('M', 'BININT2', { argument: fixed(2), pushes: 1 })
define('G', 'BINFLOAT', { argument: fixed(8), pushes: 1 })
define(0x8a, 'LONG1', { argument: bytes(1), pushes: 1 })
define(0x8b, 'LONG4', { argument: bytes(4), pushes: 1 })
define('N', 'NONE', { pushes: 1 })
define(0x88, 'NEWTRUE', { pushes: 1 })
define(0x89, 'NEWFALSE', { pushes: 1 })
// Texts and bytes. Those of Python 2 are read as texts, which is what they become.
define('S', 'STRING', { argument: line, action: 'quoted' })
define('T', 'BINSTRING', { argument: text(4), action: 'text' })
define('U', 'SHORT_BINSTRING', { argument: text(1), action: 'text' })
define('V', 'UNICODE', { argument: line, action: 'escaped' })
define('X', 'BINUNICODE', { argument: text(4), action: 'text' })
define(0x8c, 'SHORT_BINUNICODE', { argument: text(1), action: 'text' })
define(0x8d, 'BINUNICODE8', { argument: text(8), action: 'text' })
define('B', 'BINBYTES', { argument: bytes(4), pushes: 1 })
define('C', 'SHORT_BINBYTES', { argument: bytes(1), pushes: 1 })
define(0x8e, 'BINBYTES8', { argument: bytes(8), pushes: 1 })
define(0x96, 'BYTEARRAY8', { argument: bytes(8), pushes: 1 })
define(0x97, 'NEXT_BUFFER', { pushes: 1 })
define(0x98, 'READONLY_BUFFER', { needs: 1 })
// Collections.
define(']', 'EMPTY_LIST', { pushes: 1 })
define('}', 'EMPTY_DICT', { pushes: 1 })
define(')', 'EMPTY_TUPLE', { pushes: 1 })
define(0x8f, 'EMPTY_SET', { pushes: 1 })
for (const [code, name] of Object.entries({ l: 'LIST', d: 'DICT', t: 'TUPLE', '\x91': 'FROZENSET' }))
  define(code, name, { pops: 'mark', pushes: 1 })
for (const [code, name] of Object.entries({ e: 'APPENDS', u: 'SETITEMS', '\x90': 'ADDITEMS' }))
  define(code, name, { pops: 'mark', needs: 1 })
define('a', 'APPEND', { pops: 1, needs: 1 })
define('s', 'SETITEM', { pops: 2, needs: 1 })
define(0x85, 'TUPLE1', { pops: 1, pushes: 1 })
define(0x86, 'TUPLE2', { pops: 2, pushes: 1 })
define(0x87, 'TUPLE3', { pops: 3, pushes: 1 })
// The stack and the memo.
define('(', 'MARK', { action: 'mark' })
define('0', 'POP', { action: 'pop' })
define('1', 'POP_MARK', { action: 'popMark', pops: 'mark' })
define('2', 'DUP', { action: 'duplicate' })
define('p', 'PUT', { argument: line, action: 'put' })
define('q', 'BINPUT', { argument: fixed(1), action: 'put' })
define('r', 'LONG_BINPUT', { argument: fixed(4), action: 'put' })
define('g', 'GET', { argument: line, action: 'get' })
define('h', 'BINGET', { argument: fixed(1), action: 'get' })
define('j', 'LONG_BINGET', { argument: fixed(4), action: 'get' })
define(0x94, 'MEMOIZE', { action: 'memoize' })
// What Python imports and calls.
define('c', 'GLOBAL', { argument: lines, action: 'global' })
define(0x93, 'STACK_GLOBAL', { action: 'stackGlobal' })
define(0x82, 'EXT1', { argument: fixed(1), action: 'extension' })
define(0x83, 'EXT2', { argument: fixed(2), action: 'extension' })
define(0x84, 'EXT4', { argument: fixed(4), action: 'extension' })
define('i', 'INST', { argument: lines, action: 'instance', pops: 'mark' })
define('o', 'OBJ', { action: 'object', pops: 'mark' })
define(0x81, 'NEWOBJ', { action: 'call', pops: 2 })
define(0x92, 'NEWOBJ_EX', { action: 'call', pops: 3 })
define('R', 'REDUCE', { action: 'call', pops: 2 })
define('b', 'BUILD', { pops: 1, needs: 1 })
define('P', 'PERSID', { argument: line, action: 'persistent' })
define('Q', 'BINPERSID', { action: 'persistent', pops: 1 })
// The frame around all.
define(0x80, 'PROTO', { argument: fixed(1), action: 'protocol' })
define(0x95, 'FRAME', { argument: fixed(8) })
define('.', 'STOP', { action: 'stop' })

/** The opcode of each byte; undefined where there is none. */
export const opcodes: readonly (Opcode | undefined)[] = table
