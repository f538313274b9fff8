import { useMutation } from '@connectrpc/connect-query'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Check } from 'lucide-react'
import { useState } from 'react'

import { SavedSearchService } from '#gen/saved_search_pb.ts'

import { refreshQueries } from '../../api/refreshQueries.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Button } from '../../components/ui/Button.tsx'
import { TextInput } from '../../components/ui/TextInput.tsx'

/** Keeps a search under a name; what it finds from now on is counted, fed, and sent to a webhook if one is given. */
export function SaveSearch({ query }: { query: string }) {
  const queryClient = useQueryClient()
  const [name, setName] = useState(() => new URLSearchParams(query).get('query') ?? '')
  const [webhookUrl, setWebhookUrl] = useState('')
  const save = useMutation(SavedSearchService.method.createSavedSearch, {
    onSuccess: () => refreshQueries(queryClient, 'savedSearches'),
  })
  return (
    <section>
      <h3 className="mb-2 text-sm font-semibold">Save it, and hear of what is new</h3>
      {save.data ? (
        <p role="status" className="flex items-center gap-2 text-13">
          <Check className="size-4 text-good" />
          Saved as {save.data.name}.
          <Link to="/saved" className="font-medium text-accent hover:underline">
            See it, and its feed
          </Link>
        </p>
      ) : (
        <form
          className="flex flex-wrap gap-2"
          onSubmit={(event) => {
            event.preventDefault()
            save.mutate({ name, query, webhookUrl })
          }}
        >
          <TextInput
            aria-label="Name of the saved search"
            placeholder="Name"
            className="min-w-40 flex-1"
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <TextInput
            aria-label="Webhook"
            type="url"
            placeholder="Webhook, if you like: https://…"
            className="min-w-52 flex-1"
            maxLength={2000}
            value={webhookUrl}
            onChange={(event) => setWebhookUrl(event.target.value)}
          />
          <Button type="submit" look="primary" disabled={name.trim() === '' || save.isPending}>
            Save
          </Button>
        </form>
      )}
      {save.error && (
        <div className="mt-2">
          <ErrorNotice error={save.error} />
        </div>
      )}
    </section>
  )
}
