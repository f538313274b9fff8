import { Code, ConnectError, type ConnectRouter, createRouterTransport, type Transport } from '@connectrpc/connect'

import type { Weighthouse } from '../compose.ts'
import { answerUnreadable, markUnderstood } from './answerUnreadable.ts'
import { createLocalClients, type LocalClients } from './createLocalClients.ts'
import { createJobFeed, type JobFeed } from './feed/createJobFeed.ts'
import { convertErrors } from './interceptors/convertErrors.ts'
import { validateRequests } from './interceptors/validateRequests.ts'
import { registerServices } from './services/registerServices.ts'

/** The API before any network: the services, and clients to call them in this process. */
export interface Api extends LocalClients {
  /** Registers every service; for Connect's adapters. */
  routes: (router: ConnectRouter) => void
  /** What Connect's adapters take besides the routes. */
  options: ReturnType<typeof handlerOptions>
  /** Calls the services in this process, with the same validation and the same errors as over the network. For REST. */
  transport: Transport
  feed: JobFeed
  /** What feeds and exports are made from. */
  house: Pick<Weighthouse, 'catalog' | 'collections' | 'savedSearches' | 'clock'>
  /** Aborted by `shutDown`: streams end. */
  shutdown: AbortSignal
  shutDown: () => void
}

/** Requests carry names, patterns and settings, never files. */
export const largestRequestBytes = 1024 * 1024

export interface ApiOptions {
  weighthouse: Weighthouse
  /** Called after a job was enqueued, so that a runner in this process takes it at once. */
  wake?: (() => void) | undefined
  /** How often watchers ask for changes of jobs, in milliseconds; default 250. */
  pollMs?: number | undefined
}

export function createApi({ weighthouse, wake = () => {}, pollMs }: ApiOptions): Api {
  const controller = new AbortController()
  const feed = createJobFeed(weighthouse.queue, pollMs)
  const options = handlerOptions(weighthouse, controller.signal)
  const routes = registerServices({ weighthouse, wake, feed })
  const transport = createRouterTransport(routes, { router: options })
  return {
    ...createLocalClients(transport),
    routes: answerUnreadable(routes),
    options,
    transport,
    feed,
    house: weighthouse,
    shutdown: controller.signal,
    shutDown: () => controller.abort(new ConnectError('Weighthouse is shutting down.', Code.Unavailable)),
  }
}

function handlerOptions({ log }: Weighthouse, shutdownSignal: AbortSignal) {
  return {
    // The first is the outermost: each sees the errors of those after it.
    interceptors: [markUnderstood(), convertErrors(log), validateRequests()],
    readMaxBytes: largestRequestBytes,
    shutdownSignal,
  }
}
