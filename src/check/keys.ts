// Verdicts on what encrypts data: whether it is a key that the customer holds and can withdraw.
import { fail, pass, type Evidence, type Neighbour, type Outcome } from './check.ts'

/**
 * Passes where `encrypted-with` leads to an enabled customer managed key. A key of another account can only be one, and its state cannot be seen
 * from here; AWS's own keys and keys that are not there fail.
 */
export const judgeCustomerKey = ([key]: readonly Neighbour<'AWS::KMS::Key', 'metadata'>[], evidence: Evidence = {}): Outcome => {
  if (!key) return fail({ ...evidence, key: null })
  if (!key.found)
    return key.foreign ? pass({ ...evidence, key: key.arn, foreignKey: true }) : fail({ ...evidence, key: key.arn, keyFound: false })
  const { KeyManager, KeyState } = key.node.metadata
  return (KeyManager === 'CUSTOMER' && KeyState === 'Enabled' ? pass : fail)({ ...evidence, key: key.arn, KeyManager, KeyState })
}
