import { WeighthouseError } from '../../foundation/errors.ts'

/** A place in a bucket. */
export interface S3Address {
  bucket: string
  /** Before every key; empty, or ends with a slash. */
  prefix: string
  /** Another server than Amazon's, as `http(s)://host:port`. */
  endpoint: string | undefined
  region: string | undefined
  /** `host/bucket/key` instead of `bucket.host/key`. */
  pathStyle: boolean
}

/*
 *   s3://BUCKET[/PREFIX][?endpoint=URL][&region=NAME][&path_style=1]
 *
 * Bucket names: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 * Credentials are no part of it: they come from the environment, ~/.aws or the machine's role.
 */
const bucketName = /^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9.-]{1,61})[a-z0-9]$/
const prefixSegment = /^[A-Za-z0-9!_.*'()-]+$/
const parameters = ['endpoint', 'region', 'path_style']

/** True when the text is meant as an address of a bucket. */
export function isS3Address(text: string): boolean {
  return /^s3:/i.test(text)
}

/**
 * Reads the address of a store in a bucket.
 * @throws WeighthouseError INVALID_CONFIG saying what is wrong with it
 */
export function parseS3Address(text: string): S3Address {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 's3:') throw notAnAddress('it does not read as s3://bucket/prefix')
  if (url.username !== '' || url.password !== '') {
    throw notAnAddress('credentials have no place in it; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY')
  }
  const bucket = url.host
  if (!bucketName.test(bucket) || bucket.includes('..')) {
    throw notAnAddress(`${JSON.stringify(bucket)} is not the name of a bucket`)
  }
  const unknown = [...url.searchParams.keys()].find((name) => !parameters.includes(name))
  if (unknown !== undefined) {
    throw notAnAddress(`it knows no ${JSON.stringify(unknown)}, only ${parameters.join(', ')}`)
  }
  return {
    bucket,
    prefix: readPrefix(url.pathname),
    endpoint: readEndpoint(url.searchParams.get('endpoint')),
    region: url.searchParams.get('region') || undefined,
    pathStyle: readFlag(url.searchParams.get('path_style')),
  }
}

function readPrefix(pathname: string): string {
  const segments = pathname.split('/').filter((segment) => segment !== '')
  const strange = segments.find((segment) => !prefixSegment.test(segment) || /^\.+$/.test(segment))
  if (strange !== undefined) throw notAnAddress(`${JSON.stringify(strange)} cannot stand in its prefix`)
  return segments.map((segment) => `${segment}/`).join('')
}

function readEndpoint(text: string | null): string | undefined {
  if (text === null || text === '') return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return text.replace(/\/+$/, '')
  throw notAnAddress(`its endpoint ${JSON.stringify(text)} is no http(s) address`)
}

function readFlag(text: string | null): boolean {
  if (text === null || text === '0' || text === 'false' || text === '') return false
  if (text === '1' || text === 'true') return true
  throw notAnAddress(`its path_style is 0 or 1, not ${JSON.stringify(text)}`)
}

function notAnAddress(reason: string): WeighthouseError {
  return new WeighthouseError('INVALID_CONFIG', `The address of the store is not usable: ${reason}.`, {
    hint: 'Write WEIGHTHOUSE_STORE as s3://bucket/prefix?endpoint=https://host&region=name&path_style=1, or name a folder.',
    details: { setting: 'store' },
  })
}
