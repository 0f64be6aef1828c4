// What every engine must do in the same way. Run by sqlite.test.ts and postgres.test.ts.
import { after, describe, test } from 'node:test'
import { asking } from './conformance/asking.ts'
import { history } from './conformance/history.ts'
import { integrity } from './conformance/integrity.ts'
import { leasing } from './conformance/leasing.ts'
import { lifecycle } from './conformance/lifecycle.ts'
import { withStore, type Harness, type It } from './harness.ts'

export const conformance = (engine: string, harness: Harness): void => {
  const it: It = (title, work) => {
    test(title, () => withStore(harness, work))
  }
  describe(`store on ${engine}`, () => {
    after(harness.stop)
    lifecycle(it, harness)
    history(it)
    asking(it)
    leasing(it)
    integrity(it, harness)
  })
}
