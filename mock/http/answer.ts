import type { Content } from '../content/content.ts'

/** What a handler answers: plain data. Sending it, ranges and faults are the business of sendAnswer. */
export interface Answer {
  status: number
  headers: Record<string, string>
  /** A text body; its Content-Length is set when it is sent. */
  text?: string
  /** The bytes of a file in place of a text: served with ranges and conditions. */
  file?: AnsweredFile
}

export interface AnsweredFile {
  content: Content
  /** Strong entity tag without quotes. */
  etag: string
}

export function jsonAnswer(value: unknown, headers: Record<string, string> = {}, status = 200): Answer {
  return jsonTextAnswer(JSON.stringify(value), headers, status)
}

/** For JSON that was already written out. */
export function jsonTextAnswer(text: string, headers: Record<string, string> = {}, status = 200): Answer {
  return { status, headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers }, text }
}

export function redirectAnswer(
  status: 302 | 303 | 307,
  location: string,
  headers: Record<string, string> = {},
): Answer {
  return { status, headers: { Location: location, 'Content-Type': 'text/plain; charset=utf-8', ...headers }, text: '' }
}

export function fileAnswer(file: AnsweredFile, headers: Record<string, string>): Answer {
  return { status: 200, headers, file }
}
