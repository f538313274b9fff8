import { coerce, type SemVer } from 'semver'

/** The version of an application as semver knows it (`v0.3` is 0.3.0); undefined when it is `unknown` or none. */
export function toSemver(version: string): SemVer | undefined {
  return coerce(version, { includePrerelease: true }) ?? undefined
}
