import type { Statistics } from '#gen/statistics_pb.ts'

import { fieldNames, filterFields } from '../catalog/catalogSearch.ts'
import { labelValue } from '../catalog/labelValue.ts'
import { BarList } from '../charts/BarList.tsx'
import { Card } from '../components/Card.tsx'
import { Section } from '../components/Section.tsx'
import { Definition } from './Definition.tsx'

/** The most frequent values of every field. */
export function Facets({ statistics: { facets, definitions } }: { statistics: Statistics }) {
  const shown = facets.flatMap(({ field: name, values }) => {
    const field = name === 'base' ? 'base_model' : filterFields.find((known) => known === name)
    const known = values.filter(({ value }) => value !== '')
    return field === undefined || field === 'source' || known.length === 0 ? [] : [{ field, values: known }]
  })
  return (
    <Section title="What there is">
      <Definition text={definitions.facets} />
      <div className="grid gap-3 md:grid-cols-2 lg:grid-cols-3">
        {shown.map(({ field, values }) => (
          <Card key={field} className="p-3">
            <h3 className="px-2 pb-1.5 text-13 font-medium">{fieldNames[field]}</h3>
            <BarList
              label={fieldNames[field]}
              bars={values.map(({ value, count }) => ({
                key: value,
                label: labelValue(field, value),
                count,
                search: { [field]: [value] },
              }))}
            />
          </Card>
        ))}
      </div>
    </Section>
  )
}
