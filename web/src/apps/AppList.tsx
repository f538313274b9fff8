import type { App } from '#gen/app_pb.ts'

import { Card } from '../components/Card.tsx'
import { AppRow } from './AppRow.tsx'

/** The installations that are known. */
export function AppList({ apps }: { apps: App[] }) {
  return (
    <Card>
      <ul aria-label="Installations">
        {apps.map((app) => (
          <AppRow key={app.id} app={app} />
        ))}
      </ul>
    </Card>
  )
}
