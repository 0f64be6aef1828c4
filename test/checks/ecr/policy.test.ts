// Whom repositories and registries let in.
import { policyCrossAccount, policyPublic } from '../../../checks/ecr/policy.ts'
import { account, foreignAccount, region } from '../../support/nodes.ts'
import { registryPolicy, repository } from '../../support/ecr.ts'
import { document, foreign, organization, own, unreadable } from '../../support/policies.ts'
import { given, verify } from '../../support/verify.ts'

/** Policies of repositories name no resource. */
const lets = (Principal: unknown, Condition?: object): string =>
  document({ Effect: 'Allow', Principal, Action: ['ecr:BatchGetImage', 'ecr:PutImage'], ...(Condition && { Condition }) })
const allRepositories = `arn:aws:ecr:${region}:${account}:repository/*`
const registry = (Principal: unknown) =>
  document({ Effect: 'Allow', Principal, Action: ['ecr:ReplicateImage', 'ecr:CreateRepository'], Resource: allRepositories })
/** A registry is looked at where it has a repository. */
const some = { with: [repository('shop')] }
const trusting = { settings: { trustedAccounts: [foreignAccount] } }
const to = (registryId: string) => ({ replication: { destinations: [{ region: 'eu-west-2', registryId }] } })

verify(policyPublic, {
  pass: [
    repository('without a policy', { policy: null }),
    repository('for this account', { policy: lets(own) }),
    repository('for the organization', { policy: lets('*', organization) }),
    repository('for a partner', { policy: lets(foreign) }),
  ],
  fail: [repository('for all', { policy: lets('*') }), repository('for all AWS', { policy: lets({ AWS: '*' }) })],
  unknown: Object.entries(unreadable).map(([title, policy]) => given(repository('unreadable', { policy }), { title })),
})

verify(policyCrossAccount, {
  pass: [
    repository('without a policy', { policy: null }),
    repository('for this account', { policy: lets(own) }),
    given(repository('for a partner', { policy: lets(foreign) }), trusting),
    given(registryPolicy(), some),
    given(registryPolicy({ policy: registry(foreign) }), { ...some, ...trusting, title: 'a registry that takes copies from a partner' }),
    given(registryPolicy(to(account)), { ...some, title: 'a registry that sends copies to another region' }),
    given(registryPolicy(to(foreignAccount)), { ...some, ...trusting, title: 'a registry that sends copies to a partner' }),
  ],
  fail: [
    repository('for a stranger', { policy: lets(foreign) }),
    repository('for all', { policy: lets('*') }),
    given(registryPolicy({ policy: registry(foreign) }), {
      ...some,
      title: 'a registry that takes copies from a stranger',
      evidence: { lets: [`arn:aws:iam::${foreignAccount}:root: ecr:ReplicateImage, ecr:CreateRepository (statement 1)`] },
    }),
    given(registryPolicy(to(foreignAccount)), {
      ...some,
      title: 'a registry that sends copies to a stranger',
      evidence: { replicatesTo: [`${foreignAccount} in eu-west-2`] },
    }),
  ],
})
