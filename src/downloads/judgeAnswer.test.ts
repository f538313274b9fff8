import { describe, expect, it } from 'vitest'

import { type AskedFor, judgeAnswer, type Judgement } from './judgeAnswer.ts'

const start: AskedFor = { label: 'model.safetensors', have: 0, size: 1000, etag: undefined }
const middle: AskedFor = { ...start, have: 400, etag: '"a"' }
const unknown: AskedFor = { ...start, size: undefined }
const offers = (size: number): Judgement => ({
  kind: 'wrong',
  reason: `the source now offers ${size} bytes, where it promised 1000`,
})

describe('judgeAnswer', () => {
  it.each<[string, number, Record<string, string>, AskedFor, Judgement]>([
    ['the whole file', 200, { 'content-length': '1000' }, start, { kind: 'whole', total: 1000 }],
    ['a whole file of unknown length', 200, {}, start, { kind: 'whole', total: undefined }],
    ['Range ignored', 200, { 'content-length': '1000' }, middle, { kind: 'whole', total: 1000 }],
    ['the rest', 206, { 'content-range': 'bytes 400-999/1000' }, middle, { kind: 'continues', total: 1000 }],
    [
      'a part of the rest',
      206,
      { 'content-range': 'bytes 400-499/*' },
      middle,
      { kind: 'continues', total: undefined },
    ],
    [
      'the rest, same ETag',
      206,
      { 'content-range': 'bytes 400-999/1000', etag: '"a"' },
      middle,
      { kind: 'continues', total: 1000 },
    ],
    [
      'the rest, weak ETag',
      206,
      { 'content-range': 'bytes 400-999/1000', etag: 'W/"b"' },
      middle,
      { kind: 'continues', total: 1000 },
    ],
    ['another ETag', 206, { 'content-range': 'bytes 400-999/1000', etag: '"b"' }, middle, { kind: 'startAgain' }],
    ['another start', 206, { 'content-range': 'bytes 300-999/1000' }, middle, { kind: 'startAgain' }],
    ['no Content-Range', 206, {}, middle, { kind: 'startAgain' }],
    ['several ranges', 206, { 'content-type': 'multipart/byteranges; boundary=x' }, middle, { kind: 'startAgain' }],
    [
      'a compressed part',
      206,
      { 'content-range': 'bytes 400-999/1000', 'content-encoding': 'gzip' },
      middle,
      { kind: 'startAgain' },
    ],
    [
      'a compressed whole',
      200,
      { 'content-length': '77', 'content-encoding': 'gzip' },
      start,
      { kind: 'whole', total: undefined },
    ],
    ['another size', 206, { 'content-range': 'bytes 400-1999/2000' }, middle, offers(2000)],
    ['another length', 200, { 'content-length': '999' }, start, offers(999)],
    ['any length when none was promised', 200, { 'content-length': '9' }, unknown, { kind: 'whole', total: 9 }],
    [
      '416 behind the end',
      416,
      { 'content-range': 'bytes */400' },
      { ...middle, size: undefined },
      { kind: 'complete' },
    ],
    ['416 of a shorter file', 416, { 'content-range': 'bytes */400' }, middle, offers(400)],
    ['416 without reason', 416, {}, middle, { kind: 'startAgain' }],
    [
      'a web page',
      200,
      { 'content-type': 'text/html', 'content-length': '50' },
      start,
      { kind: 'wrong', reason: 'a web page (HTML) came instead of the file' },
    ],
    [
      'a JSON message',
      200,
      { 'content-type': 'application/json' },
      unknown,
      { kind: 'wrong', reason: 'a JSON message came instead of the file' },
    ],
    [
      'weights under a wrong type',
      200,
      { 'content-type': 'text/html', 'content-length': '1000' },
      start,
      { kind: 'whole', total: 1000 },
    ],
    [
      'a page that is the file',
      200,
      { 'content-type': 'text/html' },
      { ...unknown, label: 'demo/index.html' },
      { kind: 'whole', total: undefined },
    ],
    [
      'JSON that is the file',
      200,
      { 'content-type': 'application/json' },
      { ...unknown, label: 'config.json' },
      { kind: 'whole', total: undefined },
    ],
  ])('%s', (_, status, headers, asked, expected) => {
    expect(judgeAnswer({ status, headers }, asked)).toEqual(expected)
  })
})
