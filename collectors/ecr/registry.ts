// Amazon ECR: the registry of a region, which sets for all its repositories how images are scanned and where they go.
import {
  DescribeRegistryCommand,
  ECRClient,
  GetRegistryPolicyCommand,
  GetRegistryScanningConfigurationCommand,
  type ScanFrequency,
  type ScanType,
} from '@aws-sdk/client-ecr'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { once } from '../../src/collect/once.ts'
import type { PolicyText } from '../../src/iam/policy.ts'

/** Filters are names of repositories in which `*` stands for anything. */
type ScanningRule = { scanFrequency: ScanFrequency; filters: readonly string[] }
type Destination = { region: string; registryId: string }

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    /** One in each region with repositories. */
    'AWS::ECR::RegistryScanningConfiguration': {
      base: { scanType: ScanType; rules: readonly ScanningRule[] }
      facets: {}
      edges: {}
    }
    /** Who may do what in the registry as a whole, and where it copies images by itself: one in each region with repositories, policy or not. */
    'AWS::ECR::RegistryPolicy': {
      base: object
      facets: { policy: PolicyText | null; replication: { destinations: readonly Destination[] } }
      edges: {}
    }
  }
}

const scanningOf = once(async (ecr: ECRClient) => {
  const { scanningConfiguration } = await ecr.send(new GetRegistryScanningConfigurationCommand({}))
  const { scanType, rules } = member(scanningConfiguration, 'scanningConfiguration')
  return {
    scanType: member(scanType, 'scanType'),
    rules: member(rules, 'rules').map(({ scanFrequency, repositoryFilters }) => ({
      scanFrequency: member(scanFrequency, 'scanFrequency'),
      filters: member(repositoryFilters, 'repositoryFilters').map(({ filter }) => member(filter, 'filter')),
    })),
  }
})

export const registryScanningConfiguration = defineCollector({
  kind: 'AWS::ECR::RegistryScanningConfiguration',
  client: ECRClient,
  list: {
    calls: ['ecr:GetRegistryScanningConfiguration'],
    // A registry without repositories holds nothing: it is not asked.
    per: 'AWS::ECR::Repository',
    async *run(ecr, at) {
      yield { arn: at.arn('ecr', 'registry-scanning-configuration'), name: at.region, ...(await scanningOf(ecr, '')) }
    },
  },
  facets: {},
  edges: {},
})

export const registryPolicy = defineCollector({
  kind: 'AWS::ECR::RegistryPolicy',
  client: ECRClient,
  list: {
    calls: [],
    per: 'AWS::ECR::Repository',
    // oxlint-disable-next-line typescript/require-await -- nothing has to be asked to know that there is one
    async *run(_ecr, at) {
      yield { arn: at.arn('ecr', 'registry-policy'), name: at.region }
    },
  },
  facets: {
    policy: {
      calls: ['ecr:GetRegistryPolicy'],
      read: async (ecr) => member((await ecr.send(new GetRegistryPolicyCommand({}))).policyText, 'policyText'),
      absent: ['RegistryPolicyNotFoundException'],
    },
    replication: {
      calls: ['ecr:DescribeRegistry'],
      async read(ecr) {
        const { replicationConfiguration } = await ecr.send(new DescribeRegistryCommand({}))
        const rules = member(member(replicationConfiguration, 'replicationConfiguration').rules, 'rules')
        return {
          destinations: rules.flatMap(({ destinations }) =>
            member(destinations, 'destinations').map(({ region, registryId }) => ({
              region: member(region, 'region'),
              registryId: member(registryId, 'registryId'),
            })),
          ),
        }
      },
    },
  },
  edges: {},
})

export default [registryScanningConfiguration, registryPolicy]
