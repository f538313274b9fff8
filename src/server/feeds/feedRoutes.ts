import { type DescMessage, isMessage, type Message, type MessageShape } from '@bufbuild/protobuf'

import type { Feed } from '../../catalog/feeds/feed.ts'
import { atomMediaType, toAtom } from '../../catalog/feeds/toAtom.ts'
import { jsonFeedMediaType, toJsonFeed } from '../../catalog/feeds/toJsonFeed.ts'
import { CatalogService } from '../../gen/weighthouse/v1/catalog_pb.ts'
import { CollectionService } from '../../gen/weighthouse/v1/collection_pb.ts'
import { SavedSearchService } from '../../gen/weighthouse/v1/saved_search_pb.ts'
import type { Api } from '../createApi.ts'
import type { RestAddress } from '../rest/restRoutes.ts'
import { collectionFeed, type FeedPlace, readDerivativesFeed, savedSearchFeed } from './readFeeds.ts'

/** One address of a feed. */
export interface FeedRoute {
  /** Without the `.atom` or `.json` that it ends with; takes what its method takes. */
  address: RestAddress
  operationId: string
  /** As in the documentation. */
  tag: string
  description: string
  read(house: Api['house'], request: Message, place: FeedPlace): Promise<Feed>
}

/** How a feed's address ends, and what then comes. */
export const feedFormats = [
  { ending: 'atom', type: atomMediaType, render: toAtom },
  { ending: 'json', type: jsonFeedMediaType, render: toJsonFeed },
] as const

/** Every feed, in the order in which the documentation lists them. */
export const feedRoutes: readonly FeedRoute[] = [
  feedRoute(CatalogService.method.listDerivatives.input, {
    template: '/api/v1/models/{slug}/derivatives',
    operationId: 'DerivativesFeed',
    tag: 'Catalog',
    description: 'What descends from a model, over any number of steps, the newest first.',
    read: readDerivativesFeed,
  }),
  feedRoute(CollectionService.method.getCollection.input, {
    template: '/api/v1/collections/{id}/feed',
    operationId: 'CollectionFeed',
    tag: 'Collection',
    description: 'The models of a collection, the last added first.',
    read: async ({ collections }, { id }, place) => collectionFeed(await collections.get(id), place),
  }),
  feedRoute(SavedSearchService.method.listSavedSearchEntries.input, {
    template: '/api/v1/saved-searches/{id}/feed',
    operationId: 'SavedSearchFeed',
    tag: 'SavedSearch',
    description: 'What a saved search found since it was made, the newest first.',
    async read({ savedSearches }, { id, limit }, place) {
      const { entries } = await savedSearches.entriesOf(id, limit || undefined)
      return savedSearchFeed(await savedSearches.get(id), entries, place)
    },
  }),
]

interface FeedDefinition<I extends DescMessage> extends Pick<FeedRoute, 'operationId' | 'tag' | 'description'> {
  template: string
  read(house: Api['house'], request: MessageShape<I>, place: FeedPlace): Promise<Feed>
}

function feedRoute<I extends DescMessage>(input: I, { template, read, ...rest }: FeedDefinition<I>): FeedRoute {
  const pathFields = input.fields.filter(({ name }) => template.includes(`{${name}}`))
  return {
    ...rest,
    address: { verb: 'GET', template, method: { input }, pathFields, body: false },
    read(house, request, place) {
      if (!isMessage(request, input)) throw new Error(`${request.$typeName} is not ${input.typeName}`)
      return read(house, request, place)
    },
  }
}
