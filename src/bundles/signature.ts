import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { chmod, readFile } from 'node:fs/promises'

import { z } from 'zod'

import { systemErrorCode, WeighthouseError } from '../foundation/errors.ts'
import { writeDurably } from '../foundation/files/writeDurably.ts'
import { parseJson } from '../foundation/parseJson.ts'

/*
 * A bundle is signed by Ed25519 over the sha256 of its contents, as 64 lower-case hex digits. The contents name every other
 * byte of the bundle by sha256, so nothing in it can be another. The signature carries the public key, to be recognised
 * and not to be believed: whoever imports says which key it must be.
 */

const signatureSchema = z.object({
  weighthouse: z.literal('signature'),
  algorithm: z.literal('ed25519'),
  /** sha256 of weighthouse-bundle.json. */
  contents: z.string().regex(/^[0-9a-f]{64}$/),
  /** SubjectPublicKeyInfo, DER, base64. */
  publicKey: z.base64(),
  signature: z.base64(),
})
export type BundleSignature = z.infer<typeof signatureSchema>

/** Bytes of the entry that holds it; a real one has some 300. */
export const largestSignature = 4096

/**
 * Makes a pair of keys: the private one at `path`, readable by its owner only, the public one at `path`.pub.
 * @throws WeighthouseError CONFLICT when one of the two files is there already
 */
export async function makeKeys(path: string): Promise<{ privateKey: string; publicKey: string; fingerprint: string }> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const publicPath = `${path}.pub`
  await writeNew(publicPath, publicKey.export({ type: 'spki', format: 'pem' }).toString(), 0o644)
  await writeNew(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o600)
  return { privateKey: path, publicKey: publicPath, fingerprint: fingerprintOf(publicKey) }
}

/** @throws WeighthouseError INVALID_ARGUMENT when the file holds no private Ed25519 key */
export function readPrivateKey(path: string): Promise<KeyObject> {
  return readKey(path, createPrivateKey, 'a private key of `weighthouse bundle key`')
}

/** @throws WeighthouseError INVALID_ARGUMENT when the file holds no Ed25519 key */
export function readPublicKey(path: string): Promise<KeyObject> {
  return readKey(path, createPublicKey, 'a public key of `weighthouse bundle key` (it ends with .pub)')
}

/** The text of the signature's entry. The same key and contents always give the same. */
export function signContents(contentsSha256: string, privateKey: KeyObject): Buffer {
  const publicKey = createPublicKey(privateKey)
  const signature: BundleSignature = {
    weighthouse: 'signature',
    algorithm: 'ed25519',
    contents: contentsSha256,
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    signature: sign(null, Buffer.from(contentsSha256), privateKey).toString('base64'),
  }
  return Buffer.from(`${JSON.stringify(signature, null, 1)}\n`)
}

/** What the signature's entry says; undefined when it is none that this version reads. */
export function parseSignature(text: string): BundleSignature | undefined {
  return signatureSchema.safeParse(parseJson(text)).data
}

/** True when `signature` was made by `key` over these contents. */
export function isSignedBy(signature: BundleSignature, contentsSha256: string, key: KeyObject): boolean {
  if (signature.contents !== contentsSha256) return false
  return verify(null, Buffer.from(contentsSha256), key, Buffer.from(signature.signature, 'base64'))
}

/** The first 16 hex digits of the public key's sha256: for people to compare. */
export function fingerprintOf(key: KeyObject | BundleSignature): string {
  const der = 'publicKey' in key ? Buffer.from(key.publicKey, 'base64') : createPublicKeyDer(key)
  return createHash('sha256').update(der).digest('hex').slice(0, 16)
}

function createPublicKeyDer(key: KeyObject): Buffer {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key
  return publicKey.export({ type: 'spki', format: 'der' })
}

async function readKey(path: string, parse: (pem: string) => KeyObject, what: string): Promise<KeyObject> {
  const pem = await readFile(path, 'utf8').catch((error: unknown) => {
    throw systemErrorCode(error) === 'ENOENT' || systemErrorCode(error) === 'EISDIR'
      ? notAKey(path, what, error)
      : error
  })
  let key: KeyObject
  try {
    key = parse(pem)
  } catch (error) {
    throw notAKey(path, what, error)
  }
  if (key.asymmetricKeyType !== 'ed25519') throw notAKey(path, what, undefined)
  return key
}

function notAKey(path: string, what: string, cause: unknown): WeighthouseError {
  return new WeighthouseError('INVALID_ARGUMENT', `${path} is not ${what}.`, {
    hint: 'Make a pair with `weighthouse bundle key FILE`; export signs with FILE, import checks with FILE.pub.',
    details: { path },
    cause,
  })
}

async function writeNew(path: string, text: string, mode: number): Promise<void> {
  try {
    await writeDurably(path, '', 'wx')
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw error
    throw new WeighthouseError('CONFLICT', `${path} is there already; a key is never replaced.`, {
      hint: 'Name another file.',
      details: { path },
      cause: error,
    })
  }
  // Before there is a key in it.
  await chmod(path, mode)
  await writeDurably(path, text, 'w')
}
