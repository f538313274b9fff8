import { createConnectTransport } from '@connectrpc/connect-web'

/** The one server: where the page came from. Reads go by GET, so that ETags and caches work. */
export const transport = createConnectTransport({ baseUrl: location.origin, useHttpGet: true })
