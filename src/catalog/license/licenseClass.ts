/** What a licence allows, in one word. */
export const licenseClasses = ['permissive', 'copyleft', 'non-commercial', 'custom', 'unknown'] as const
export type LicenseClass = (typeof licenseClasses)[number]
