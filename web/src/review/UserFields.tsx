import { useMutation } from '@connectrpc/connect-query'
import { useQueryClient } from '@tanstack/react-query'
import { Heart, Star, X } from 'lucide-react'
import { useState } from 'react'

import { type Curation, CurationService } from '#gen/curation_pb.ts'

import { readError } from '../api/readError.ts'
import { refreshQueries } from '../api/refreshQueries.ts'
import { Button } from '../components/ui/Button.tsx'
import { cx } from '../components/ui/cx.ts'
import { TextInput } from '../components/ui/TextInput.tsx'

const ratings = [1, 2, 3, 4, 5]

/** What the user writes of a model: kept in overrides.json, never overwritten. */
export function UserFields({ model }: { model: Curation }) {
  const queryClient = useQueryClient()
  const { slug: id, user } = model
  const [title, setTitle] = useState(user?.title ?? '')
  const [notes, setNotes] = useState(user?.notes ?? '')
  const [tag, setTag] = useState('')
  const edit = useMutation(CurationService.method.editModel, {
    onSuccess: () => refreshQueries(queryClient, 'library', 'curation'),
  })
  const isChanged = title !== (user?.title ?? '') || notes !== (user?.notes ?? '')
  return (
    <div className="space-y-3">
      <div className="flex items-center gap-1">
        <Button
          look="quiet"
          size="icon"
          aria-label="Favourite"
          aria-pressed={user?.favourite ?? false}
          disabled={edit.isPending}
          onClick={() => edit.mutate({ id, favourite: !user?.favourite })}
        >
          <Heart className={cx(user?.favourite && 'fill-current text-bad')} />
        </Button>
        {ratings.map((rating) => (
          <Button
            key={rating}
            look="quiet"
            size="icon"
            className="size-7!"
            aria-label={`Rate ${rating} of 5`}
            aria-pressed={user?.rating === rating}
            disabled={edit.isPending}
            onClick={() => edit.mutate({ id, rating: user?.rating === rating ? 0 : rating })}
          >
            <Star className={cx(rating <= (user?.rating ?? 0) && 'fill-current text-brass')} />
          </Button>
        ))}
      </div>
      <form
        className="space-y-2"
        onSubmit={(event) => {
          event.preventDefault()
          edit.mutate({ id, title: title.trim(), notes })
        }}
      >
        <TextInput
          aria-label="Your title"
          placeholder="What you call it"
          maxLength={300}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
        <textarea
          aria-label="Your notes"
          placeholder="Your notes"
          rows={3}
          maxLength={20_000}
          className="w-full rounded-md border border-line-strong bg-surface px-2.5 py-1.5 text-13 max-lg:text-base"
          value={notes}
          onChange={(event) => setNotes(event.target.value)}
        />
        <Button type="submit" disabled={!isChanged || edit.isPending}>
          Save
        </Button>
      </form>
      <ul aria-label="Tags" className="flex flex-wrap gap-1.5">
        {model.tags.map((name) => (
          <li key={name} className="inline-flex items-center gap-1 rounded border bg-sunken pl-1.5 text-xs text-muted">
            {name}
            <button
              type="button"
              aria-label={`Take the tag ${name} away`}
              className="rounded p-0.5 hover:bg-hover hover:text-ink"
              disabled={edit.isPending}
              onClick={() => edit.mutate({ id, removeTags: [name] })}
            >
              <X className="size-3" />
            </button>
          </li>
        ))}
      </ul>
      <form
        className="flex gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          edit.mutate({ id, addTags: [tag.trim()] }, { onSuccess: () => setTag('') })
        }}
      >
        <TextInput
          aria-label="Another tag"
          placeholder="Another tag"
          maxLength={100}
          value={tag}
          onChange={(event) => setTag(event.target.value)}
        />
        <Button type="submit" disabled={tag.trim() === '' || edit.isPending}>
          Add
        </Button>
      </form>
      {edit.error && (
        <p role="alert" className="text-13 text-bad">
          {readError(edit.error).message} {readError(edit.error).hint}
        </p>
      )}
    </div>
  )
}
