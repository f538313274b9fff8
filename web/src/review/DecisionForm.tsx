import { useMutation } from '@connectrpc/connect-query'
import { useQueryClient } from '@tanstack/react-query'
import { Check, Undo2 } from 'lucide-react'
import { useState } from 'react'

import { type Curation, CurationService } from '#gen/curation_pb.ts'
import { modelTypes, subtypes } from '#ids/modelKinds.ts'

import { readError } from '../api/readError.ts'
import { refreshQueries } from '../api/refreshQueries.ts'
import { Button } from '../components/ui/Button.tsx'
import { Select } from '../components/ui/Select.tsx'
import { TextInput } from '../components/ui/TextInput.tsx'
import { toOptions } from './toOptions.ts'

/** Says what a model is, as it was found or otherwise. The saying wins over every later finding. */
export function DecisionForm({ model }: { model: Curation }) {
  const queryClient = useQueryClient()
  const [type, setType] = useState(model.type)
  const [subtype, setSubtype] = useState(model.subtype)
  const [family, setFamily] = useState(model.family)
  const onSuccess = () => refreshQueries(queryClient, 'library', 'curation')
  const decide = useMutation(CurationService.method.decideReview, { onSuccess })
  const withdraw = useMutation(CurationService.method.withdrawReview, { onSuccess })
  const isChanged = type !== model.type || subtype !== model.subtype || family.trim() !== model.family
  const error = decide.error ?? withdraw.error
  return (
    <form
      aria-label={`What ${model.officialName} is`}
      className="flex flex-wrap items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        decide.mutate(isChanged ? { id: model.slug, type, subtype, family: family.trim() } : { id: model.slug })
      }}
    >
      <Select label="Type" value={type} options={toOptions(modelTypes)} onChange={setType} />
      <Select label="Part" value={subtype} options={toOptions(subtypes)} onChange={setSubtype} />
      <TextInput
        aria-label="Family"
        placeholder="Family"
        className="w-36!"
        maxLength={128}
        value={family}
        onChange={(event) => setFamily(event.target.value)}
      />
      <Button type="submit" disabled={decide.isPending || family.trim() === ''}>
        <Check />
        {isChanged ? 'That is what it is' : 'Right as it is'}
      </Button>
      {model.decided && (
        <Button look="quiet" disabled={withdraw.isPending} onClick={() => withdraw.mutate({ id: model.slug })}>
          <Undo2 />
          Take back
        </Button>
      )}
      {error && (
        <p role="alert" className="w-full text-13 text-bad">
          {readError(error).message} {readError(error).hint}
        </p>
      )}
    </form>
  )
}
