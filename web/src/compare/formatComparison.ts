import type { Value } from '@bufbuild/protobuf/wkt'

import { licenseClassName } from '../catalog/labelValue.ts'
import { formatBytes } from '../format/formatBytes.ts'
import { formatCount, formatExactCount } from '../format/formatCount.ts'
import { formatDay } from '../format/formatTime.ts'
import { sourceName } from '../format/sources.ts'
import { describeMask } from '../settings/settings.ts'

/** What people call the rows whose name in the API is not already a word. */
const names: Record<string, string> = {
  bytes: 'Size of all files',
  weight_bytes: 'Smallest set of weights',
  downloads_of: 'Downloads are of',
  trending: 'Trending at the source',
  rising: 'Rising score',
  nsfw_level: 'NSFW',
  derivatives: 'Made from it',
  base_models: 'Made from',
  bases: 'Base',
}

/** "License class" */
export function comparisonName(field: string): string {
  const words = names[field] ?? field.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** A cell as one or several texts; undefined when nobody knows. */
export function comparisonTexts(field: string, { kind }: Value): string[] | undefined {
  switch (kind.case) {
    case 'numberValue':
      return [formatNumber(field, kind.value)]
    case 'boolValue':
      return [kind.value ? 'yes' : 'no']
    case 'stringValue':
      return kind.value === '' ? undefined : [formatText(field, kind.value)]
    case 'listValue':
      return kind.value.values.flatMap((value) => comparisonTexts(field, value) ?? [])
    default:
      return undefined
  }
}

function formatNumber(field: string, value: number): string {
  if (field === 'bytes' || field === 'weight_bytes') return formatBytes(value)
  if (field === 'created' || field === 'updated') return formatDay(value)
  if (field === 'parameters') return formatCount(value)
  if (field === 'nsfw_level') return value === 0 ? 'not rated' : describeMask(value)
  return Number.isInteger(value) ? formatExactCount(value) : value.toLocaleString('en-US', { maximumFractionDigits: 2 })
}

function formatText(field: string, value: string): string {
  if (field === 'source') return sourceName(value)
  return field === 'license_class' ? licenseClassName(value) : value
}
