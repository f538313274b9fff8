import { z } from 'zod'

import { mappingConfigSchema } from '../src/apps/mapping/mappingConfig.ts'
import { metadataVersion, modelMetadataSchema } from '../src/library/metadata.ts'
import { overridesSchema } from '../src/library/overrides.ts'

/** The published JSON Schemas by file name, made from what the program itself reads by. */
export function renderSchemas(): Map<string, string> {
  return new Map([
    render(
      'metadata.v1.schema.json',
      'metadata.json of a library model',
      'What Weighthouse knows of a model. Fields that are not listed are kept.',
      modelMetadataSchema.extend({ schema_version: z.literal(metadataVersion) }),
    ),
    render(
      'overrides.v1.schema.json',
      'overrides.json of a library model',
      'What the user wants of a model. Fields that are not listed are kept. Version ranges are npm semver ranges; folders and names are relative and without `..`.',
      overridesSchema,
    ),
    render(
      'mapping.schema.json',
      'Mapping file <app>_<version>_<variant>.json',
      'Rules by which models are mapped into an application; see docs/apps.md. `version` is `any`, a version or an npm semver range; folders are relative and without `..`.',
      mappingConfigSchema,
    ),
  ])
}

function render(name: string, title: string, description: string, schema: z.ZodType): [string, string] {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' })
  return [name, `${JSON.stringify({ $schema, $id: name, title, description, ...rest }, undefined, 2)}\n`]
}
