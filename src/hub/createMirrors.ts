/**
 * Tells where else a source's file lies: the same path below each mirror.
 * @param endpoint the address of the source
 * @param mirrors addresses that serve the same paths, without a slash at the end
 */
export function createMirrors(endpoint: string, mirrors: readonly string[]): (url: string) => string[] {
  return (url) => (url.startsWith(`${endpoint}/`) ? mirrors.map((mirror) => mirror + url.slice(endpoint.length)) : [])
}
