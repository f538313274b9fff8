import { isWeighthouseError, toWeighthouseError } from '../../foundation/errors.ts'
import type { Check, Ground, HouseParts, Look } from '../doctor.ts'

interface Token {
  name: string
  value: string | undefined
  shape: RegExp
  /** What the source answers with 401 when it does not know the token. */
  url: string
  variable: string
  page: string
}

/** The access tokens: there, of the right shape, and with `--online` known to their source. They are never printed. */
export const tokensCheck: Check = {
  id: 'tokens',
  look: (ground, house) => Promise.all(tokensOf(ground.config).map((token) => lookAt(token, ground, house))),
}

function tokensOf({ hfToken, hfEndpoint, civitaiToken, civitaiEndpoint }: Ground['config']): Token[] {
  return [
    {
      name: 'Hugging Face',
      value: hfToken,
      shape: /^hf_[A-Za-z0-9]{34,}$/,
      url: `${hfEndpoint}/api/whoami-v2`,
      variable: 'HF_TOKEN',
      page: 'https://huggingface.co/settings/tokens',
    },
    {
      name: 'CivitAI',
      value: civitaiToken,
      shape: /^[0-9a-f]{32,}$/i,
      url: `${civitaiEndpoint}/api/v1/me`,
      variable: 'CIVITAI_TOKEN',
      page: 'https://civitai.com/user/account',
    },
  ]
}

async function lookAt(
  { name, value, shape, url, variable, page }: Token,
  { online, signal }: Ground,
  { http }: HouseParts,
): Promise<Look> {
  if (value === undefined)
    return { status: 'ok', says: `${name}: no token; only models that need none can be pulled (${variable})` }
  if (!shape.test(value)) {
    return {
      status: 'warn',
      says: `${name}: the token does not look like one`,
      mend: `Copy it again from ${page} into ${variable}.`,
    }
  }
  if (!online) return { status: 'ok', says: `${name}: there is a token; --online asks whether it is good` }
  try {
    const response = await http.request({ url, token: { value, origin: new URL(url).origin }, retries: 0, signal })
    response.body.destroy()
    return { status: 'ok', says: `${name}: the token is good` }
  } catch (error) {
    signal.throwIfAborted()
    const { message, details } = toWeighthouseError(error)
    if (isWeighthouseError(error, 'SOURCE_ERROR') && (details['status'] === 401 || details['status'] === 403)) {
      return {
        status: 'fail',
        says: `${name}: the token is not accepted`,
        mend: `Make a new one at ${page} and put it into ${variable}.`,
      }
    }
    return {
      status: 'warn',
      says: `${name}: the token could not be tried: ${message}`,
      mend: 'Try again when the source can be reached.',
    }
  }
}
