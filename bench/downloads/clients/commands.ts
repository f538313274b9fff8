/*
 * How the other programs are asked for files: the options under which they are fastest and write nothing of their own.
 * None reads settings of the user.
 */

export type Command = [string, ...string[]]

/** @param certificate a file with one that is trusted besides the system's */
export function curlFile(curl: string, url: string, target: string, certificate?: string): Command {
  return [curl, '-q', '-sSf', ...(certificate === undefined ? [] : ['--cacert', certificate]), '-o', target, url]
}

/** Goes on where the file ends. curl fetches again what a try of its own --retry had brought, so it is one try long. */
export function curlRest(curl: string, url: string, target: string): Command {
  return [curl, '-q', '-sSf', '-C', '-', '--retry', '5', '--retry-delay', '1', '-o', target, url]
}

/** @param list pairs of `url = "…"` and `output = "…"` */
export function curlList(curl: string, list: string): Command {
  return [curl, '-q', '-sSf', '--parallel', '--parallel-max', '16', '--no-progress-meter', '-K', list]
}

export function wgetFile(wget: string, url: string, target: string): Command {
  return [wget, '--no-config', '-q', '-O', target, url]
}

const quiet = ['--no-conf', '--quiet', '--summary-interval=0', '--console-log-level=error', '--file-allocation=none']
const eight = ['-x8', '-s8', '--min-split-size=1M']

/** @param sha256 what it is to have; undefined: not looked at */
export function aria2File(
  aria2c: string,
  {
    url,
    folder,
    name,
    sha256,
    certificate,
  }: { url: string; folder: string; name: string; sha256?: string; certificate?: string },
): Command {
  const checksum = sha256 === undefined ? [] : [`--checksum=sha-256=${sha256}`]
  if (certificate !== undefined) checksum.push(`--ca-certificate=${certificate}`)
  return [aria2c, ...quiet, ...eight, ...checksum, '-d', folder, '-o', name, url]
}

/** Tries again as often as it takes; without a wait it takes 503 for the end. */
export function aria2Patient(aria2c: string, file: { url: string; folder: string; name: string }): Command {
  const [program, ...rest] = aria2File(aria2c, file)
  return [program, '--max-tries=0', '--retry-wait=1', ...rest]
}

/** @param list a URL and `out=` of each file */
export function aria2List(aria2c: string, list: string, folder: string): Command {
  return [aria2c, ...quiet, '-j16', '-d', folder, '-i', list]
}
