import { homedir } from 'node:os'
import { join } from 'node:path'

import { z } from 'zod'

import { parseByteSize } from '../parseQuantity.ts'
import { parseRateSchedule } from '../rateSchedule.ts'

/** One setting: where it may come from, what it means, and how its text is read. */
export interface ConfigOption<T> {
  /** Environment variables, the first that is set wins. */
  env: readonly [string, ...string[]]
  /** One sentence for `config --help` and docs/configuration.md. */
  doc: string
  schema: z.ZodType<T>
  /** The default as a value, or as a function of the options that were resolved before it. */
  default: T | ((resolved: { home: string; env: NodeJS.ProcessEnv }) => T)
  /** Never printed. */
  secret?: true
}

const path = z.string().min(1)
const port = z.coerce.number().int().min(0).max(65535)
const flag = z.union([
  z.boolean(),
  z.enum(['true', '1', 'false', '0', '']).transform((text) => text === 'true' || text === '1'),
])
const byteSize = z.union([
  z.number().int().min(0),
  z.string().transform((text, context) => {
    const bytes = parseByteSize(text)
    if (bytes !== undefined) return bytes
    context.addIssue({ code: 'custom', message: 'not a size like 500GB, 4MiB or 4194304' })
    return z.NEVER
  }),
])
const proxy = z
  .string()
  // As curl takes them: `host:port` is http.
  .transform((text) => (/^[a-z]+:\/\//i.test(text) ? text : `http://${text}`))
  // The message must not repeat the text, which may hold a password.
  .refine((url) => /^https?:\/\//i.test(url) && URL.canParse(url), 'not an http:// or https:// address')
const endpoint = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''))

/** Of a list separated by commas, what is not empty. */
export function splitList(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim().replace(/\/+$/, ''))
    .filter(Boolean)
}

function option<T>(definition: ConfigOption<T>): ConfigOption<T> {
  return definition
}

/** Every setting of Weighthouse, in the order in which they are resolved and documented. */
export const configOptions = {
  home: option<string>({
    env: ['WEIGHTHOUSE_HOME'],
    doc: 'The folder that holds the database, the store and the library.',
    schema: path,
    default: ({ env }) => join(platformDataDirectory(env), 'weighthouse'),
  }),
  databaseUrl: option<string | undefined>({
    env: ['WEIGHTHOUSE_DATABASE_URL', 'DATABASE_URL'],
    doc: 'The PostgreSQL database, as `postgres://user:password@host:5432/name`; without it, a file in the home.',
    schema: z
      .string()
      // The message must not repeat the text, which may hold a password.
      .refine((url) => /^postgres(?:ql)?:\/\//i.test(url) && URL.canParse(url), 'not a postgres:// address')
      .optional(),
    default: undefined,
    secret: true,
  }),
  store: option<string>({
    env: ['WEIGHTHOUSE_STORE'],
    doc: 'Where blobs live: a folder, or `s3://bucket/prefix`. Keep a folder on the same disk as the library, so that a model is stored once.',
    schema: path,
    default: ({ home }) => join(home, 'store'),
  }),
  storeQuota: option<number | undefined>({
    env: ['WEIGHTHOUSE_STORE_QUOTA'],
    doc: 'How much the store may hold, blobs and partial downloads together, for instance `500GB`. A pull that would go beyond it is refused.',
    schema: byteSize.optional(),
    default: undefined,
  }),
  storeMinFree: option<number>({
    env: ['WEIGHTHOUSE_STORE_MIN_FREE'],
    doc: 'How much of the disk downloads leave free, for instance `20GB`. A pull stops before it takes more.',
    schema: byteSize,
    default: 0,
  }),
  library: option<string>({
    env: ['WEIGHTHOUSE_LIBRARY'],
    doc: 'The root of the model library.',
    schema: path,
    default: ({ home }) => join(home, 'shared-resources', 'models'),
  }),
  trashDays: option<number>({
    env: ['WEIGHTHOUSE_TRASH_DAYS'],
    doc: 'How many days a removed model stays in the trash of the library before it is deleted for good; 0 keeps it until you empty the trash.',
    schema: z.coerce.number().int().min(0).max(36_500),
    default: 30,
  }),
  host: option<string>({
    env: ['WEIGHTHOUSE_HOST'],
    doc: 'The address that `serve` listens on. The default is reachable from this machine only.',
    schema: z.string().min(1),
    default: '127.0.0.1',
  }),
  port: option<number>({
    env: ['WEIGHTHOUSE_PORT'],
    doc: 'The port of REST, Connect, gRPC-Web and the web UI; 0 takes a free one.',
    schema: port,
    default: 7878,
  }),
  grpcPort: option<number>({
    env: ['WEIGHTHOUSE_GRPC_PORT'],
    doc: 'The port of gRPC over cleartext HTTP/2; 0 takes a free one.',
    schema: port,
    default: 7879,
  }),
  hfEndpoint: option<string>({
    env: ['WEIGHTHOUSE_HF_ENDPOINT', 'HF_ENDPOINT'],
    doc: 'The address of Hugging Face, or of a mirror.',
    schema: endpoint,
    default: 'https://huggingface.co',
  }),
  hfMirrors: option<string>({
    env: ['WEIGHTHOUSE_HF_MIRRORS'],
    doc: 'Further addresses that serve the same files, separated by commas: files with a known hash are fetched from them, in this order, where the endpoint fails.',
    schema: z
      .string()
      .transform((text) => splitList(text).join(','))
      .refine((text) => splitList(text).every((address) => endpoint.safeParse(address).success), {
        error: 'not a list of http:// or https:// addresses',
      }),
    default: '',
  }),
  hfToken: option<string | undefined>({
    env: ['WEIGHTHOUSE_HF_TOKEN', 'HF_TOKEN'],
    doc: 'A Hugging Face access token, for gated models and higher rate limits. Sent to the endpoint above and nowhere else.',
    schema: z.string().min(1).optional(),
    default: undefined,
    secret: true,
  }),
  civitaiEndpoint: option<string>({
    env: ['WEIGHTHOUSE_CIVITAI_ENDPOINT'],
    doc: 'The address of CivitAI, or of a mirror.',
    schema: endpoint,
    default: 'https://civitai.com',
  }),
  civitaiToken: option<string | undefined>({
    env: ['WEIGHTHOUSE_CIVITAI_TOKEN', 'CIVITAI_TOKEN'],
    doc: 'A CivitAI API key, for files that need a login. Sent to the endpoint above and nowhere else.',
    schema: z.string().min(1).optional(),
    default: undefined,
    secret: true,
  }),
  offline: option<boolean>({
    env: ['WEIGHTHOUSE_OFFLINE'],
    doc: 'Never ask a source for anything; work with what is here.',
    schema: flag,
    default: false,
  }),
  httpTimeoutMs: option<number>({
    env: ['WEIGHTHOUSE_HTTP_TIMEOUT_MS'],
    doc: 'How long, in milliseconds, a source may stay silent before a request is given up and tried again.',
    schema: z.coerce.number().int().min(100).max(600_000),
    default: 30_000,
  }),
  httpProxy: option<string | undefined>({
    env: ['WEIGHTHOUSE_HTTP_PROXY', 'HTTP_PROXY', 'http_proxy'],
    doc: 'The proxy for http addresses, `http://host:port`.',
    schema: proxy.optional(),
    default: undefined,
    secret: true,
  }),
  httpsProxy: option<string | undefined>({
    env: ['WEIGHTHOUSE_HTTPS_PROXY', 'HTTPS_PROXY', 'https_proxy'],
    doc: 'The proxy for https addresses. Its own certificate, if your company signs one, is named in NODE_EXTRA_CA_CERTS.',
    schema: proxy.optional(),
    default: undefined,
    secret: true,
  }),
  noProxy: option<string | undefined>({
    env: ['WEIGHTHOUSE_NO_PROXY', 'NO_PROXY', 'no_proxy'],
    doc: 'Hosts that are reached without a proxy, separated by commas: names, or `.suffix` for all below. This machine always is.',
    schema: z.string().optional(),
    default: undefined,
  }),
  downloadConcurrency: option<number>({
    env: ['WEIGHTHOUSE_DOWNLOAD_CONCURRENCY'],
    doc: 'How many files of a model are downloaded at the same time.',
    schema: z.coerce.number().int().min(1).max(64),
    default: 4,
  }),
  hashes: option<string>({
    env: ['WEIGHTHOUSE_HASHES'],
    doc: 'Hashes that are worked out besides sha256 while a large file is downloaded, and kept in its metadata.json: any of `blake3,crc32,autov1,autov3`.',
    schema: z
      .string()
      .regex(/^(?:(?:blake3|crc32|autov1|autov3)(?:,|$))*$/, 'not a list of blake3, crc32, autov1 and autov3'),
    default: '',
  }),
  downloadStreams: option<number>({
    env: ['WEIGHTHOUSE_DOWNLOAD_STREAMS'],
    doc: 'How many connections may fetch one file at the same time; as many are used as make it faster.',
    schema: z.coerce.number().int().min(1).max(64),
    default: 8,
  }),
  limitRate: option<string>({
    env: ['WEIGHTHOUSE_LIMIT_RATE'],
    doc: 'How fast all downloads together may be, in bytes a second: `20MB`, or by the time of day, `08:00-18:00=2MB,unlimited`.',
    schema: z
      .string()
      .refine((text) => parseRateSchedule(text) !== undefined, 'not a rate like 20MB or 08:00-18:00=2MB,unlimited'),
    default: 'unlimited',
  }),
  appAddresses: option<'private' | 'any'>({
    env: ['WEIGHTHOUSE_APP_ADDRESSES'],
    doc: 'Where running applications may be asked and changed: private (this machine and private networks), or any address.',
    schema: z.enum(['private', 'any']),
    default: 'private',
  }),
  scanPolicy: option<'warn' | 'block'>({
    env: ['WEIGHTHOUSE_SCAN_POLICY'],
    doc: 'What happens to a file that would run programs when it is loaded: warn, or block, which keeps it out of the library.',
    schema: z.enum(['warn', 'block']),
    default: 'warn',
  }),
  logLevel: option<'debug' | 'info' | 'warn' | 'error' | 'silent'>({
    env: ['WEIGHTHOUSE_LOG_LEVEL'],
    doc: 'What is written to standard error: debug, info, warn, error or silent.',
    schema: z.enum(['debug', 'info', 'warn', 'error', 'silent']),
    default: 'warn',
  }),
} as const

export type ConfigKey = keyof typeof configOptions

/** The settings after parsing: one plain object, passed down as `Pick<Config, …>`. Paths are absolute. */
export type Config = { [K in ConfigKey]: (typeof configOptions)[K] extends ConfigOption<infer T> ? T : never }

/**
 * Where programs of this platform keep a user's data: XDG on Linux, Application Support on macOS, LocalAppData on Windows.
 * https://specifications.freedesktop.org/basedir-spec/latest/
 */
function platformDataDirectory(env: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32') return env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support')
  return env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share')
}
