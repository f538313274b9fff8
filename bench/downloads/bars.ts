import type { Bar, Figure } from '../main.ts'

/** What is measured under which key, and what it has to reach with a file of 4 GiB and 10,000 small ones on two cores. */
export const downloadFigures = {
  single_s: { what: 'one file: sha256 verified and in the store', unit: 's', bar: undefined },
  single_curl_s: { what: '  curl, unverified', unit: 's', bar: undefined },
  single_wget_s: { what: '  wget, unverified', unit: 's', bar: undefined },
  single_aria2_s: { what: '  aria2c -x8, unverified', unit: 's', bar: undefined },
  single_aria2_checksum_s: { what: '  aria2c -x8 with --checksum', unit: 's', bar: undefined },
  single_vs_curl: { what: 'one file: time as a ratio to curl', unit: 'x', bar: most(1.15) },
  single_vs_aria2_checksum: { what: 'one file: speed as a ratio to aria2c with --checksum', unit: 'x', bar: least(2) },
  tls_s: { what: 'one file over TLS: sha256 verified and in the store', unit: 's', bar: undefined },
  tls_curl_s: { what: '  curl, unverified', unit: 's', bar: undefined },
  tls_aria2_checksum_s: { what: '  aria2c -x8 with --checksum', unit: 's', bar: undefined },
  tls_vs_curl: { what: 'one file over TLS: time as a ratio to curl', unit: 'x', bar: undefined },
  parallel_s: { what: 'each connection limited to 50 MB/s, 8 streams', unit: 's', bar: undefined },
  parallel_aria2_s: { what: '  aria2c -x8, unverified', unit: 's', bar: undefined },
  parallel_efficiency: { what: 'the same, share of 400 MB/s', unit: '', bar: least(0.9) },
  parallel_aria2_efficiency: { what: '  aria2c -x8, unverified', unit: '', bar: undefined },
  small_s: { what: 'a repo of small files: planned, verified, stored, recorded', unit: 's', bar: undefined },
  small_aria2_s: { what: '  aria2c -j16, unverified', unit: 's', bar: undefined },
  small_curl_s: { what: '  curl --parallel, unverified', unit: 's', bar: undefined },
  small_vs_aria2: { what: 'small files: speed as a ratio to aria2c', unit: 'x', bar: least(3) },
  lossy_s: { what: 'connections cut at random, 5 % of answers 503', unit: 's', bar: undefined },
  lossy_refetched: { what: '  share of the bytes that were sent twice', unit: '', bar: undefined },
  lossy_aria2_s: { what: '  aria2c -x8', unit: 's', bar: undefined },
  lossy_aria2_refetched: { what: '  share of the bytes that were sent twice', unit: '', bar: undefined },
  lossy_curl_s: { what: '  curl --retry -C -', unit: 's', bar: undefined },
  lossy_curl_refetched: { what: '  share of the bytes that were sent twice', unit: '', bar: undefined },
  resume_refetched: { what: 'kill -9 at 90 %, and again: share sent twice', unit: '', bar: most(0.12) },
  resume_second_run: { what: '  share that the second run fetched, 0.1 being missing', unit: '', bar: undefined },
  rss_mb: { what: 'peak memory, of one file and of small files', unit: 'MB', bar: most(250) },
  verify_s: { what: 'verify of the stored file', unit: 's', bar: undefined },
  verify_openssl_s: { what: '  openssl dgst -sha256', unit: 's', bar: undefined },
  verify_vs_openssl: { what: 'verify: speed as a ratio to openssl', unit: 'x', bar: least(0.9) },
} satisfies Record<string, { what: string; unit: string; bar: Bar | undefined }>

export type DownloadFigureKey = keyof typeof downloadFigures

export function toFigure(key: DownloadFigureKey, value: number, beside?: string): Figure {
  const { what, unit, bar } = downloadFigures[key]
  return { key, what, value, unit, beside, bar }
}

function most(value: number): Bar {
  return { side: 'at most', value }
}

function least(value: number): Bar {
  return { side: 'at least', value }
}
