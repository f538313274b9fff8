import { type Answer, jsonAnswer } from '../http/answer.ts'

/** An error in the form that clients of the hub read: by X-Error-Code, not by text. */
export function hubError(
  status: number,
  code: string | undefined,
  message: string,
  headers: Record<string, string> = {},
): Answer {
  return jsonAnswer(
    { error: message },
    { ...(code ? { 'X-Error-Code': code } : {}), 'X-Error-Message': message, ...headers },
    status,
  )
}

export function repoNotFound(hasToken: boolean): Answer {
  return hasToken
    ? hubError(404, 'RepoNotFound', 'Repository not found')
    : hubError(401, 'RepoNotFound', 'Invalid username or password.')
}

export function revisionNotFound(revision: string): Answer {
  return hubError(404, 'RevisionNotFound', `Invalid rev id: ${headerSafe(revision)}`)
}

/** With the commit, clients may remember that the file is not there. */
export function entryNotFound(commit: string): Answer {
  return hubError(404, 'EntryNotFound', 'Entry not found', { 'X-Repo-Commit': commit })
}

// A header holds no line breaks and no letters beyond Latin-1.
function headerSafe(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?')
}
