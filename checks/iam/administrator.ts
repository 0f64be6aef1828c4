// Who holds administrator rights by the policy that AWS has for it, and who is meant to.
import type { Settings } from '../../src/check/check.ts'
import { fits } from '../../src/graph/wildcard.ts'

interface Principal {
  readonly name: string
  readonly base: { readonly AttachedManagedPolicies: readonly { readonly PolicyArn: string }[] }
}

/** Whether AWS's policy AdministratorAccess is attached. Policies that grant as much under another name are not looked into here. */
export const hasAdministratorAccess = ({ base }: Principal): boolean =>
  base.AttachedManagedPolicies.some(({ PolicyArn }) => PolicyArn.endsWith(':iam::aws:policy/AdministratorAccess'))

/** Whether the configuration names the principal as an administrator. */
export const isIntended = (name: string, { administrators }: Pick<Settings, 'administrators'>): boolean =>
  administrators.some((pattern) => fits(pattern, name))
