// Amazon EKS: add-ons, and which of their versions fit the cluster.
import {
  DescribeAddonCommand,
  DescribeAddonVersionsCommand,
  EKSClient,
  ListAddonsCommand,
  type AddonIssueCode,
  type AddonStatus,
} from '@aws-sdk/client-eks'
import { parse } from 'yaml'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { once } from '../../src/collect/once.ts'
import { assertAbout, clusterArn } from './arn.ts'
import { describeCluster } from './cluster.ts'

type AddonVersion = {
  addonVersion: string
  /** The one that EKS takes where nobody chooses. */
  defaultVersion: boolean
}

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    /** `name` is `<cluster>/<add-on>`. */
    'AWS::EKS::Addon': {
      base: { clusterName: string; addonName: string; clusterVersion: string }
      facets: {
        description: {
          status: AddonStatus
          addonVersion: string
          health: { issues: readonly (AddonIssueCode | undefined)[] }
          serviceAccountRoleArn: string | undefined
          /** Of the configuration values, which may hold secrets, this one alone: whether the VPC CNI enforces network policies. */
          enableNetworkPolicy: boolean
        }
        /** Those that fit the Kubernetes version of the cluster. */
        versions: readonly AddonVersion[]
      }
      edges: { 'member-of': 'AWS::EKS::Cluster'; assumes: 'AWS::IAM::Role' }
    }
  }
}

/** Add-ons take their configuration as JSON or YAML: https://docs.aws.amazon.com/eks/latest/userguide/updating-an-add-on.html */
const networkPolicyIn = (configurationValues: string | undefined): boolean => {
  const values: unknown = configurationValues ? parse(configurationValues) : undefined
  const value: unknown = typeof values === 'object' && values !== null ? Reflect.get(values, 'enableNetworkPolicy') : undefined
  // The add-on's own schema asks for a text: https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html
  return value === true || value === 'true'
}

/** By the add-on and the Kubernetes version that they have to fit. */
const addonVersions = once(async (eks: EKSClient, key): Promise<readonly AddonVersion[]> => {
  const [addonName, kubernetesVersion] = key.split(' ')
  const addons = pages(eks, DescribeAddonVersionsCommand, { addonName, kubernetesVersion, maxResults: 100 }, (page) =>
    page.addons?.flatMap(({ addonVersions: found }) => member(found, 'addonVersions')),
  )
  const versions: AddonVersion[] = []
  for await (const { addonVersion, compatibilities } of addons) {
    const fitting = member(compatibilities, 'compatibilities').filter(({ clusterVersion }) => clusterVersion === kubernetesVersion)
    if (fitting.length > 0)
      versions.push({
        addonVersion: member(addonVersion, 'addonVersion'),
        defaultVersion: fitting.some(({ defaultVersion }) => defaultVersion),
      })
  }
  return versions
})

export default defineCollector({
  kind: 'AWS::EKS::Addon',
  client: EKSClient,
  list: {
    calls: ['eks:ListAddons', 'eks:DescribeCluster'],
    per: 'AWS::EKS::Cluster',
    async *run(eks, at, { name: clusterName }) {
      const { version: clusterVersion } = await describeCluster(eks, clusterName)
      yield* pages(eks, ListAddonsCommand, { clusterName, maxResults: 100 }, (page) =>
        page.addons?.map((addonName) => ({
          arn: at.arn('eks', `addon/${clusterName}/${addonName}`),
          name: `${clusterName}/${addonName}`,
          clusterName,
          addonName,
          clusterVersion,
        })),
      )
    },
    gone: ['ResourceNotFoundException'],
  },
  facets: {
    description: {
      calls: ['eks:DescribeAddon'],
      async read(eks, { arn, clusterName, addonName }) {
        const addon = member((await eks.send(new DescribeAddonCommand({ clusterName, addonName }))).addon, 'addon')
        assertAbout(addon.addonArn, arn)
        return {
          status: member(addon.status, 'status'),
          addonVersion: member(addon.addonVersion, 'addonVersion'),
          health: { issues: member(addon.health?.issues, 'issues').map(({ code }) => code) },
          serviceAccountRoleArn: addon.serviceAccountRoleArn,
          enableNetworkPolicy: addonName === 'vpc-cni' && networkPolicyIn(addon.configurationValues),
        }
      },
    },
    versions: {
      calls: ['eks:DescribeAddonVersions'],
      read: (eks, { addonName, clusterVersion }) => addonVersions(eks, `${addonName} ${clusterVersion}`),
    },
  },
  edges: {
    'member-of': { to: 'AWS::EKS::Cluster', from: 'base', ref: ({ clusterName }, item) => clusterArn(clusterName, item) },
    assumes: { to: 'AWS::IAM::Role', from: 'description', ref: ({ serviceAccountRoleArn }) => serviceAccountRoleArn },
  },
  gone: ['ResourceNotFoundException'],
})
