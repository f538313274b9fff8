import { z } from 'zod'

import { readText } from './readText.ts'

const text = z.string().nullish().catch(undefined)
const named = z.looseObject({
  cardData: z.looseObject({ license_name: text, license_link: text }).nullish().catch(undefined),
})

export interface LicenseDetails {
  /** What the author calls a licence that is on no list. */
  name: string | undefined
  /** Where its text stands: an address, or a file of the repository (`LICENSE`). */
  link: string | undefined
}

/** Name and place of the licence `other` in a Hugging Face record. Takes anything: a record of another source has neither. */
export function licenseDetails(record: unknown): LicenseDetails {
  const card = named.safeParse(record).data?.cardData
  return { name: readText(card?.license_name), link: readText(card?.license_link) }
}
