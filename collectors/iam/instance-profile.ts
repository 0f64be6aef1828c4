// Instance profiles: what an instance carries is a profile, and what it means is the role inside.
import { IAMClient } from '@aws-sdk/client-iam'
import { defineCollector } from '../../src/collect/collector.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    /** One that holds a role; an empty one gives an instance nothing. */
    'AWS::IAM::InstanceProfile': {
      base: { Role: string }
      facets: {}
      edges: { 'profile-of': 'AWS::IAM::Role' }
    }
  }
}

export default defineCollector({
  kind: 'AWS::IAM::InstanceProfile',
  client: IAMClient,
  scope: 'global',
  list: {
    calls: [],
    per: 'AWS::IAM::Role',
    // oxlint-disable-next-line typescript/require-await -- nothing has to be asked: the role came with the profiles that hold it
    async *run(_iam, _at, role) {
      for (const arn of role.InstanceProfileList) yield { arn, name: arn.slice(arn.lastIndexOf('/') + 1), Role: role.arn }
    },
  },
  facets: {},
  edges: { 'profile-of': { to: 'AWS::IAM::Role', from: 'base', ref: ({ Role }) => Role } },
  standsFor: 'profile-of',
})
