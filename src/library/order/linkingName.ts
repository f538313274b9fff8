/** The name under which a hard link is made beside the file that it is renamed over. */
export function linkingName(token: string): string {
  return `.${token}.shelving`
}
