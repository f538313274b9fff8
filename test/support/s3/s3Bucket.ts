import { createHash, randomUUID } from 'node:crypto'

export interface S3Object {
  bytes: Buffer
  etag: string
  modifiedAt: Date
}

interface S3Upload {
  key: string
  startedAt: Date
  parts: Map<number, S3Object>
}

/** A refusal in S3's words. */
export class S3Refusal extends Error {
  override readonly name = 'S3Refusal'
  readonly status: number
  readonly code: string

  constructor(status: number, code: string) {
    super(code)
    this.status = status
    this.code = code
  }
}

/** What one bucket holds, in memory. */
export function createS3Bucket() {
  const objects = new Map<string, S3Object>()
  const uploads = new Map<string, S3Upload>()

  function findUpload(id: string, key: string): S3Upload {
    const upload = uploads.get(id)
    if (upload?.key !== key) throw new S3Refusal(404, 'NoSuchUpload')
    return upload
  }

  function put(key: string, object: S3Object, onlyIfAbsent: boolean): void {
    if (onlyIfAbsent && objects.has(key)) throw new S3Refusal(412, 'PreconditionFailed')
    objects.set(key, object)
  }

  return {
    objects,
    uploads,
    put: (key: string, bytes: Buffer, onlyIfAbsent = false) => {
      const object = toObject(bytes)
      put(key, object, onlyIfAbsent)
      return object
    },
    startUpload(key: string): string {
      const id = randomUUID()
      uploads.set(id, { key, startedAt: new Date(), parts: new Map() })
      return id
    },
    putPart(id: string, key: string, number: number, bytes: Buffer): S3Object {
      const part = toObject(bytes)
      findUpload(id, key).parts.set(number, part)
      return part
    },
    listParts: (id: string, key: string) =>
      [...findUpload(id, key).parts]
        .sort(([one], [other]) => one - other)
        .map(([number, part]) => ({ number, ...part })),
    completeUpload(
      id: string,
      key: string,
      wanted: { number: number; etag: string }[],
      onlyIfAbsent: boolean,
    ): S3Object {
      const { parts } = findUpload(id, key)
      const chosen = wanted.map(({ number, etag }) => {
        const part = parts.get(number)
        if (!part || part.etag !== etag) throw new S3Refusal(400, 'InvalidPart')
        return part
      })
      if (wanted.some(({ number }, index) => index > 0 && number <= wanted[index - 1]!.number)) {
        throw new S3Refusal(400, 'InvalidPartOrder')
      }
      if (chosen.slice(0, -1).some(({ bytes }) => bytes.length < leastPart)) throw new S3Refusal(400, 'EntityTooSmall')
      const object = toObject(Buffer.concat(chosen.map(({ bytes }) => bytes)))
      object.etag = `"${md5(Buffer.concat(chosen.map(({ etag }) => Buffer.from(etag.slice(1, -1), 'hex'))))}-${chosen.length}"`
      put(key, object, onlyIfAbsent)
      uploads.delete(id)
      return object
    },
    abortUpload(id: string, key: string): void {
      findUpload(id, key)
      uploads.delete(id)
    },
  }
}

export type S3Bucket = ReturnType<typeof createS3Bucket>

const leastPart = 5 * 1024 * 1024

function toObject(bytes: Buffer): S3Object {
  return { bytes, etag: `"${md5(bytes)}"`, modifiedAt: new Date() }
}

function md5(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex')
}
