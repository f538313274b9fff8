import { sourceName } from '../format/sources.ts'
import type { FilterField } from './catalogSearch.ts'

const languages = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' })

/** What people call a filter's value: "Hugging Face", "German (de)"; else the value as it is. */
export function labelValue(field: FilterField, value: string): string {
  if (field === 'source') return sourceName(value)
  if (field === 'license_class') return licenseClassName(value)
  if (field === 'language' && /^[a-z]{2,3}$/.test(value)) {
    const name = languages.of(value)
    return name === undefined || name === value ? value : `${name} (${value})`
  }
  return value
}

/** "Non-commercial" */
export function licenseClassName(value: string): string {
  return value.charAt(0).toUpperCase() + value.slice(1)
}
