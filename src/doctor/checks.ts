import { appsCheck } from './checks/apps.ts'
import { clockCheck } from './checks/clock.ts'
import { databaseCheck } from './checks/database.ts'
import { foldersCheck } from './checks/folders.ts'
import { leftoversCheck } from './checks/leftovers.ts'
import { libraryCheck } from './checks/library.ts'
import { linksCheck } from './checks/links.ts'
import { linkSupportCheck } from './checks/linkSupport.ts'
import { nativeCheck } from './checks/native.ts'
import { nodeCheck } from './checks/node.ts'
import { portsCheck } from './checks/ports.ts'
import { pythonCheck } from './checks/python.ts'
import { rootsCheck } from './checks/roots.ts'
import { spaceCheck } from './checks/space.ts'
import { storeCheck } from './checks/store.ts'
import { tokensCheck } from './checks/tokens.ts'
import { toolsCheck } from './checks/tools.ts'
import { watcherCheck } from './checks/watcher.ts'
import type { Check, GroundCheck } from './doctor.ts'

/** What is looked at on the machine, in this order. */
export const groundChecks: readonly GroundCheck[] = [
  nodeCheck,
  nativeCheck,
  toolsCheck,
  foldersCheck,
  spaceCheck,
  linkSupportCheck,
  portsCheck,
  watcherCheck,
]

/** What is looked at in the house, in this order. */
export const houseChecks: readonly Check[] = [
  databaseCheck,
  storeCheck,
  leftoversCheck,
  libraryCheck,
  rootsCheck,
  appsCheck,
  linksCheck,
  pythonCheck,
  tokensCheck,
  clockCheck,
]
