// EKS as AWS answers it: add-ons, access and versions, which moto lacks, and what it forgets of clusters and node groups.
import { awsError, json, type Answer } from '../../support/answers.ts'
import type { Seen } from '../../support/endpoint.ts'
import { addonVersions, clusters, issuerOf, kubernetesVersions, scalingGroupOf, type Cluster } from '../clusters.ts'
import { arnOf, daysBefore, home, roleArn } from '../ground.ts'
import { corrected, type Json, type Override, type Overrides } from './override.ts'

const objectOf = (body: Json, member: string): Json => (body[member] ?? {}) as Json

/** `/clusters/<cluster>/<list>/<item>` */
const segments = (seen: Seen): readonly string[] => seen.path.split('/').slice(2).map(decodeURIComponent)

const notFound = (seen: Seen, message: string): Answer => awsError(seen.protocol, 'ResourceNotFoundException', message, 404)

/** Answers from what the account says of a cluster. */
const ofCluster =
  (answer: (cluster: Cluster, seen: Seen, item: string) => Answer): Override =>
  (seen) => {
    const [name = '', , item = ''] = segments(seen)
    const cluster = seen.region === home ? clusters.find((one) => one.name === name) : undefined
    return cluster ? answer(cluster, seen, item) : notFound(seen, `No cluster found for name: ${name}.`)
  }

const seconds = (now: Date, days: number): number => Math.trunc(daysBefore(now, -days).getTime() / 1000)
/** `20260501` */
const compact = (date: Date): string => date.toISOString().slice(0, 10).replaceAll('-', '')
const uuid = '5ec9f0a1-7b3d-4c2e-9f18-d4a6b0c57e92'

const associationIds = (cluster: Cluster) =>
  cluster.associations.map((association, index) => {
    const associationId = `a-${cluster.issuerId.slice(0, 12).toLowerCase()}${index}`
    return { ...association, associationId, associationArn: arnOf('eks', `podidentityassociation/${cluster.name}/${associationId}`) }
  })

export const eks: Overrides = {
  'eks:DescribeCluster': corrected((body) => {
    const cluster = objectOf(body, 'cluster')
    const spec = clusters.find(({ name }) => name === cluster['name'])
    if (!spec) return body
    const { vpcId, subnetIds, clusterSecurityGroupId, ...tags } = objectOf(cluster, 'tags')
    const network = objectOf(cluster, 'resourcesVpcConfig')
    return {
      cluster: {
        ...cluster,
        tags,
        resourcesVpcConfig: {
          securityGroupIds: [],
          ...network,
          publicAccessCidrs: network['endpointPublicAccess'] === true ? (network['publicAccessCidrs'] ?? ['0.0.0.0/0']) : [],
          vpcId,
          subnetIds: String(subnetIds).split(' '),
          clusterSecurityGroupId,
        },
        identity: { oidc: { issuer: `https://${issuerOf(spec.issuerId)}` } },
        accessConfig: { authenticationMode: spec.authenticationMode },
        upgradePolicy: { supportType: 'EXTENDED' },
        computeConfig: { enabled: false },
        deletionProtection: spec.deletionProtection,
        health: { issues: [] },
      },
    }
  }),
  'eks:DescribeClusterVersions': (_seen, _ask, { now }) =>
    json({
      clusterVersions: kubernetesVersions.map(({ version, status, days }, index) => ({
        clusterVersion: version,
        clusterType: 'eks',
        defaultPlatformVersion: 'eks.4',
        defaultVersion: index === 1,
        endOfStandardSupportDate: seconds(now, days),
        endOfExtendedSupportDate: seconds(now, days + 365),
        versionStatus: status,
      })),
    }),
  'eks:DescribeNodegroup': async (seen, ask, { now }) => {
    const { status, headers, text } = await ask()
    if (status !== 200) return { status, headers, body: text }
    const nodegroup = objectOf(JSON.parse(text) as Json, 'nodegroup')
    const cluster = clusters.find(({ name }) => name === nodegroup['clusterName'])
    const spec = cluster?.nodegroups.find(({ name }) => name === nodegroup['nodegroupName'])
    if (!cluster || !spec) return json({ nodegroup })
    const { remoteAccess: _invented, ...known } = nodegroup
    return json({
      nodegroup: {
        ...known,
        version: spec.version,
        releaseVersion: `${spec.version}.4-${compact(daysBefore(now, spec.released))}`,
        ...(spec.remoteAccess && { remoteAccess: spec.remoteAccess }),
        resources: { autoScalingGroups: [{ name: scalingGroupOf(cluster.name, spec.name) }] },
      },
    })
  },
  'eks:ListAddons': ofCluster(({ addons }) => json({ addons: addons.map(({ name }) => name) })),
  'eks:DescribeAddon': ofCluster((cluster, seen, item) => {
    const addon = cluster.addons.find(({ name }) => name === item)
    if (!addon) return notFound(seen, `No addon: ${item} found in cluster: ${cluster.name}`)
    return json({
      addon: {
        addonName: addon.name,
        clusterName: cluster.name,
        status: 'ACTIVE',
        addonVersion: addon.version,
        health: { issues: [] },
        addonArn: arnOf('eks', `addon/${cluster.name}/${addon.name}/${uuid}`),
        createdAt: 1_763_107_200,
        modifiedAt: 1_763_107_200,
        tags: {},
        ...(addon.configurationValues !== undefined && { configurationValues: addon.configurationValues }),
      },
    })
  }),
  'eks:DescribeAddonVersions': ({ query }) => {
    const addonName = query.get('addonName') ?? ''
    const clusterVersion = query.get('kubernetesVersion') ?? ''
    const versions = (addonVersions[`${addonName} ${clusterVersion}`] ?? []).map(({ version, isDefault }) => ({
      addonVersion: version,
      architecture: ['amd64', 'arm64'],
      compatibilities: [{ clusterVersion, platformVersions: ['*'], defaultVersion: isDefault }],
      requiresConfiguration: false,
    }))
    return json({ addons: [{ addonName, type: 'networking', owner: 'aws', publisher: 'eks', addonVersions: versions }] })
  },
  'eks:ListAccessEntries': ofCluster(({ entries, authenticationMode }, seen) =>
    authenticationMode === 'CONFIG_MAP'
      ? awsError(
          seen.protocol,
          'InvalidRequestException',
          "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
          400,
        )
      : json({ accessEntries: entries.map(({ principalArn }) => principalArn) }),
  ),
  'eks:ListAssociatedAccessPolicies': ofCluster((cluster, seen, principalArn) => {
    const entry = cluster.entries.find((one) => one.principalArn === principalArn)
    if (!entry) return notFound(seen, `The specified principalArn could not be found: ${principalArn}`)
    const associatedAccessPolicies = entry.policy
      ? [
          {
            policyArn: entry.policy,
            accessScope: { namespaces: [], ...entry.scope },
            associatedAt: 1_763_107_200,
            modifiedAt: 1_763_107_200,
          },
        ]
      : []
    return json({ clusterName: cluster.name, principalArn, associatedAccessPolicies })
  }),
  'eks:ListPodIdentityAssociations': ofCluster((cluster) =>
    json({
      associations: associationIds(cluster).map(({ role: _role, ...association }) => ({ clusterName: cluster.name, ...association })),
    }),
  ),
  'eks:DescribePodIdentityAssociation': ofCluster((cluster, seen, item) => {
    const association = associationIds(cluster).find(({ associationId }) => associationId === item)
    if (!association) return notFound(seen, `No association found for id: ${item}`)
    const { role, ...known } = association
    return json({ association: { clusterName: cluster.name, ...known, roleArn: roleArn(role), tags: {}, disableSessionTags: false } })
  }),
}
