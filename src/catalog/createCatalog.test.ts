import { describeSearch } from '../../test/contracts/catalogContract.ts'
import { describeEngines } from '../../test/support/engines.ts'

describeEngines('search over a catalog', describeSearch)
