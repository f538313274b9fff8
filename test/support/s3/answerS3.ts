import { S3Refusal, type S3Bucket } from './s3Bucket.ts'

export interface S3Request {
  method: string
  /** Without the bucket. */
  key: string
  query: URLSearchParams
  headers: Record<string, string | undefined>
  body: Buffer
}

export interface S3Answer {
  status: number
  headers?: Record<string, string>
  body?: Buffer | string
}

/** Does what a request asks of a bucket: the part of S3's API that a store of blobs needs. */
export function answerS3(bucket: S3Bucket, name: string, request: S3Request): S3Answer {
  const { method, key, query, headers, body } = request
  const uploadId = query.get('uploadId')
  const onlyIfAbsent = headers['if-none-match'] === '*'
  if (key === '') {
    if (method === 'GET' && query.has('uploads')) return listUploads(bucket, name, query)
    if (method === 'GET') return listObjects(bucket, name, query)
  } else if (method === 'POST' && query.has('uploads')) {
    return xml('InitiateMultipartUploadResult', { Bucket: name, Key: key, UploadId: bucket.startUpload(key) })
  } else if (method === 'POST' && uploadId !== null) {
    const { etag } = bucket.completeUpload(uploadId, key, readParts(body.toString()), onlyIfAbsent)
    return xml('CompleteMultipartUploadResult', { Bucket: name, Key: key, ETag: etag })
  } else if (method === 'PUT' && uploadId !== null) {
    return { status: 200, headers: { etag: bucket.putPart(uploadId, key, Number(query.get('partNumber')), body).etag } }
  } else if (method === 'GET' && uploadId !== null) {
    return listParts(bucket, name, uploadId, request)
  } else if (method === 'DELETE' && uploadId !== null) {
    bucket.abortUpload(uploadId, key)
    return { status: 204 }
  } else if (method === 'PUT' && headers['x-amz-copy-source'] !== undefined) {
    const from = decodeURIComponent(headers['x-amz-copy-source'])
      .replace(/^\//, '')
      .slice(name.length + 1)
    const { bytes } = findObject(bucket, from)
    const { etag, modifiedAt } = bucket.put(key, bytes)
    return xml('CopyObjectResult', { ETag: etag, LastModified: modifiedAt.toISOString() })
  } else if (method === 'PUT') {
    return { status: 200, headers: { etag: bucket.put(key, body, onlyIfAbsent).etag } }
  } else if (method === 'DELETE') {
    bucket.objects.delete(key)
    return { status: 204 }
  } else if (method === 'GET' || method === 'HEAD') {
    return getObject(bucket, key, headers)
  }
  throw new S3Refusal(501, 'NotImplemented')
}

function findObject(bucket: S3Bucket, key: string) {
  const object = bucket.objects.get(key)
  if (!object) throw new S3Refusal(404, 'NoSuchKey')
  return object
}

function getObject(bucket: S3Bucket, key: string, headers: S3Request['headers']): S3Answer {
  const { bytes, etag, modifiedAt } = findObject(bucket, key)
  if (headers['if-match'] !== undefined && headers['if-match'] !== etag) throw new S3Refusal(412, 'PreconditionFailed')
  const shared = { etag, 'last-modified': modifiedAt.toUTCString(), 'accept-ranges': 'bytes' }
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(headers['range'] ?? '') ?? []
  if (from === undefined) return { status: 200, headers: shared, body: bytes }
  const start = Number(from)
  if (start >= bytes.length) throw new S3Refusal(416, 'InvalidRange')
  const end = Math.min(to === undefined || to === '' ? Infinity : Number(to), bytes.length - 1)
  return {
    status: 206,
    headers: { ...shared, 'content-range': `bytes ${start}-${end}/${bytes.length}` },
    body: bytes.subarray(start, end + 1),
  }
}

function listObjects(bucket: S3Bucket, name: string, query: URLSearchParams): S3Answer {
  const prefix = query.get('prefix') ?? ''
  const after = Buffer.from(query.get('continuation-token') ?? '', 'base64').toString()
  const most = Math.min(Number(query.get('max-keys') ?? 1000), 1000)
  const keys = [...bucket.objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort()
  const page = keys.slice(0, most)
  const truncated = keys.length > page.length
  return xml('ListBucketResult', {
    Name: name,
    Prefix: prefix,
    KeyCount: page.length,
    MaxKeys: most,
    IsTruncated: truncated,
    ...(truncated ? { NextContinuationToken: Buffer.from(page.at(-1) ?? '').toString('base64') } : {}),
    Contents: page.map((key) => {
      const { bytes, etag, modifiedAt } = findObject(bucket, key)
      return { Key: key, LastModified: modifiedAt.toISOString(), ETag: etag, Size: bytes.length }
    }),
  })
}

function listUploads(bucket: S3Bucket, name: string, query: URLSearchParams): S3Answer {
  const prefix = query.get('prefix') ?? ''
  const found = [...bucket.uploads].filter(([, { key }]) => key.startsWith(prefix))
  return xml('ListMultipartUploadsResult', {
    Bucket: name,
    IsTruncated: false,
    Upload: found.map(([id, { key, startedAt }]) => ({ Key: key, UploadId: id, Initiated: startedAt.toISOString() })),
  })
}

/** Two parts on a page, so that pages are turned. */
const partsOnPage = 2

function listParts(bucket: S3Bucket, name: string, uploadId: string, { key, query }: S3Request): S3Answer {
  const after = Number(query.get('part-number-marker') ?? 0)
  const parts = bucket.listParts(uploadId, key).filter(({ number }) => number > after)
  const page = parts.slice(0, partsOnPage)
  return xml('ListPartsResult', {
    Bucket: name,
    Key: key,
    UploadId: uploadId,
    IsTruncated: parts.length > page.length,
    // Also behind the last part, and 0 where there is none, as Ceph has it.
    NextPartNumberMarker: page.at(-1)?.number ?? 0,
    Part: page.map(({ number, etag, bytes }) => ({ PartNumber: number, ETag: etag, Size: bytes.length })),
  })
}

function readParts(text: string): { number: number; etag: string }[] {
  return [...text.matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part = '']) => ({
    number: Number(/<PartNumber>(\d+)<\/PartNumber>/.exec(part)?.[1]),
    etag: (/<ETag>(.*?)<\/ETag>/.exec(part)?.[1] ?? '').replaceAll('&quot;', '"'),
  }))
}

type XmlValue = string | number | boolean | undefined | Record<string, string | number | boolean | undefined>[]

function xml(root: string, fields: Record<string, XmlValue>): S3Answer {
  const body = Object.entries(fields).map(([name, value]) => element(name, value))
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?><${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${body.join('')}</${root}>`,
  }
}

function element(name: string, value: XmlValue): string {
  if (value === undefined) return ''
  if (!Array.isArray(value)) return `<${name}>${escapeXml(String(value))}</${name}>`
  return value
    .map(
      (item) =>
        `<${name}>${Object.entries(item)
          .map(([field, text]) => element(field, text))
          .join('')}</${name}>`,
    )
    .join('')
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
