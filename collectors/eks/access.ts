// Amazon EKS: which IAM principals may use a cluster, and which roles its pods take.
import {
  DescribePodIdentityAssociationCommand,
  EKSClient,
  ListAccessEntriesCommand,
  ListAssociatedAccessPoliciesCommand,
  ListPodIdentityAssociationsCommand,
  type AccessScopeType,
} from '@aws-sdk/client-eks'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { parseArn } from '../../src/graph/arn.ts'
import type { PolicyText } from '../../src/iam/policy.ts'
import { clusterArn } from './arn.ts'
import { describeCluster } from './cluster.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    /** `name` is `<cluster>/<role or user>`. */
    'AWS::EKS::AccessEntry': {
      base: { clusterName: string; principalArn: string }
      facets: { policies: readonly { policyArn: string; accessScope: { type: AccessScopeType } }[] }
      edges: { 'member-of': 'AWS::EKS::Cluster'; admits: 'AWS::IAM::Role' | 'AWS::IAM::User' }
    }
    /** `name` is `<cluster>/<namespace>/<service account>`. */
    'AWS::EKS::PodIdentityAssociation': {
      base: { clusterName: string; associationId: string; namespace: string; serviceAccount: string }
      facets: {
        description: {
          roleArn: string
          /** Taken with the role before, usually one of another account. */
          targetRoleArn: string | undefined
          /** Narrows what the role may do for these pods. */
          policy: PolicyText | undefined
        }
      }
      edges: { 'member-of': 'AWS::EKS::Cluster'; assumes: 'AWS::IAM::Role' }
    }
  }
}

/** `arn:aws:iam::<account>:role/path/name` → `role/<account>/name`, as EKS has it in its ARNs. */
const principalPath = (principalArn: string): string => {
  const { account = '', resource = '' } = parseArn(principalArn) ?? {}
  const [type = '', ...path] = resource.split('/')
  return `${type}/${account}/${path.at(-1) ?? ''}`
}

const accessEntry = defineCollector({
  kind: 'AWS::EKS::AccessEntry',
  client: EKSClient,
  list: {
    calls: ['eks:ListAccessEntries', 'eks:DescribeCluster'],
    per: 'AWS::EKS::Cluster',
    async *run(eks, at, { name: clusterName }) {
      const { accessConfig } = await describeCluster(eks, clusterName)
      // EKS refuses to list what a cluster without this API cannot have.
      if (accessConfig.authenticationMode === 'CONFIG_MAP') return
      yield* pages(eks, ListAccessEntriesCommand, { clusterName, maxResults: 100 }, (page) =>
        page.accessEntries?.map((principalArn) => ({
          arn: at.arn('eks', `access-entry/${clusterName}/${principalPath(principalArn)}`),
          name: `${clusterName}/${parseArn(principalArn)?.resource ?? principalArn}`,
          clusterName,
          principalArn,
        })),
      )
    },
    gone: ['ResourceNotFoundException'],
  },
  facets: {
    // Groups are not read: EKS lets no entry into those that begin with `system:`, and what others may do, only the cluster knows.
    policies: {
      calls: ['eks:ListAssociatedAccessPolicies'],
      read: (eks, { clusterName, principalArn }) =>
        Array.fromAsync(
          pages(eks, ListAssociatedAccessPoliciesCommand, { clusterName, principalArn, maxResults: 100 }, (page) =>
            page.associatedAccessPolicies?.map(({ policyArn, accessScope }) => ({
              policyArn: member(policyArn, 'policyArn'),
              accessScope: { type: member(accessScope?.type, 'accessScope') },
            })),
          ),
        ),
    },
  },
  edges: {
    'member-of': { to: 'AWS::EKS::Cluster', from: 'base', ref: ({ clusterName }, item) => clusterArn(clusterName, item) },
    admits: { to: ['AWS::IAM::Role', 'AWS::IAM::User'], from: 'base', ref: ({ principalArn }) => principalArn },
  },
  gone: ['ResourceNotFoundException'],
})

const podIdentityAssociation = defineCollector({
  kind: 'AWS::EKS::PodIdentityAssociation',
  client: EKSClient,
  list: {
    calls: ['eks:ListPodIdentityAssociations'],
    per: 'AWS::EKS::Cluster',
    run: (eks, _at, { name: clusterName }) =>
      pages(eks, ListPodIdentityAssociationsCommand, { clusterName, maxResults: 100 }, (page) =>
        page.associations?.map(({ associationArn, associationId, namespace = '', serviceAccount = '' }) => ({
          arn: member(associationArn, 'associationArn'),
          name: `${clusterName}/${member(namespace || undefined, 'namespace')}/${member(serviceAccount || undefined, 'serviceAccount')}`,
          clusterName,
          associationId: member(associationId, 'associationId'),
          namespace,
          serviceAccount,
        })),
      ),
    gone: ['ResourceNotFoundException'],
  },
  facets: {
    description: {
      calls: ['eks:DescribePodIdentityAssociation'],
      async read(eks, { arn, clusterName, associationId }) {
        const answer = await eks.send(new DescribePodIdentityAssociationCommand({ clusterName, associationId }))
        const { associationArn, roleArn, targetRoleArn, policy } = member(answer.association, 'association')
        if (associationArn !== arn) throw new TypeError('the answer is about another association')
        return { roleArn: member(roleArn, 'roleArn'), targetRoleArn, policy }
      },
    },
  },
  edges: {
    'member-of': { to: 'AWS::EKS::Cluster', from: 'base', ref: ({ clusterName }, item) => clusterArn(clusterName, item) },
    assumes: {
      to: 'AWS::IAM::Role',
      from: 'description',
      ref: ({ roleArn, targetRoleArn }) => [roleArn, ...(targetRoleArn === undefined ? [] : [targetRoleArn])],
    },
  },
  gone: ['ResourceNotFoundException'],
})

export default [accessEntry, podIdentityAssociation]
