// Repositories and registries of ECR, and what was found in their images, read through the real runner.
import {
  DescribeImageScanFindingsCommand,
  DescribeImagesCommand,
  DescribeRegistryCommand,
  DescribeRepositoriesCommand,
  GetLifecyclePolicyCommand,
  GetRegistryPolicyCommand,
  GetRegistryScanningConfigurationCommand,
  GetRepositoryPolicyCommand,
  type ImageDetail,
  type Repository,
} from '@aws-sdk/client-ecr'
import { BatchGetAccountStatusCommand, ListFindingsCommand, type Finding, type Status } from '@aws-sdk/client-inspector2'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { registryPolicy, registryScanningConfiguration } from '../../collectors/ecr/registry.ts'
import { repository } from '../../collectors/ecr/repositories.ts'
import { awsError, collectorSuite, listing, on, read } from '../support/collector-suite.ts'
import { digest } from '../support/ecr.ts'
import { account, now, region } from '../support/nodes.ts'

const key = `arn:aws:kms:${region}:${account}:key/images`
const repositoryOf = (repositoryName: string, more: Partial<Repository> = {}): Repository => ({
  repositoryName,
  repositoryArn: `arn:aws:ecr:${region}:${account}:repository/${repositoryName}`,
  registryId: account,
  repositoryUri: 'not read',
  createdAt: now,
  imageTagMutability: 'MUTABLE',
  imageScanningConfiguration: { scanOnPush: false },
  encryptionConfiguration: { encryptionType: 'AES256' },
  ...more,
})
const shop = repositoryOf('shop', {
  imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
  imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'latest' }],
  imageScanningConfiguration: { scanOnPush: true },
  encryptionConfiguration: { encryptionType: 'KMS', kmsKey: key },
})

const manifest = 'application/vnd.docker.distribution.manifest.v2+json'
const imageOf = (digit: string, hour: number, more: Partial<ImageDetail> = {}): ImageDetail => ({
  imageDigest: digest(digit),
  imageTags: [`v${hour}`],
  imagePushedAt: new Date(now.getTime() + hour * 3_600_000),
  imageManifestMediaType: manifest,
  lastRecordedPullTime: now,
  ...more,
})
const imagesOf: Readonly<Record<string, readonly ImageDetail[]>> = {
  shop: [
    imageOf('1', 1),
    imageOf('3', 3, {
      imageTags: ['v3', 'live'],
      imageScanStatus: { status: 'ACTIVE' },
      imageScanFindingsSummary: { findingSeverityCounts: { CRITICAL: 1, LOW: 0 } },
    }),
    imageOf('2', 2, { artifactMediaType: 'application/vnd.docker.container.image.v1+json' }),
    // What lies beside an image, or is put away, is not the newest image.
    imageOf('4', 4, { imageTags: [`sha256-${'3'.repeat(64)}.sig`] }),
    imageOf('5', 5, { subjectManifestDigest: digest('3') }),
    imageOf('6', 6, { imageStatus: 'ARCHIVED' }),
    imageOf('9', 9, { artifactMediaType: 'application/vnd.cncf.helm.config.v1+json' }),
  ],
  jobs: [imageOf('7', 1)],
  lab: [imageOf('8', 1)],
}

const findingOf = (repositoryName: string, more: Partial<Finding> = {}, inUseCount?: number): Finding => ({
  findingArn: 'not read',
  awsAccountId: account,
  type: 'PACKAGE_VULNERABILITY',
  description: 'not read',
  remediation: {},
  severity: 'CRITICAL',
  status: 'ACTIVE',
  firstObservedAt: now,
  lastObservedAt: now,
  exploitAvailable: 'NO',
  fixAvailable: 'YES',
  packageVulnerabilityDetails: { vulnerabilityId: 'CVE-2026-0001', source: 'NVD' },
  resources: [
    {
      type: 'AWS_ECR_CONTAINER_IMAGE',
      id: 'not read',
      details: {
        awsEcrContainerImage: {
          repositoryName,
          imageHash: digest('3'),
          registry: account,
          ...(inUseCount !== undefined && { inUseCount }),
        },
      },
    },
  ],
  ...more,
})
const status = (ecr: Status) => {
  const state = { status: ecr, errorCode: 'ALREADY_ENABLED' as const, errorMessage: '' }
  return on(BatchGetAccountStatusCommand, { accounts: [{ accountId: account, state, resourceState: { ec2: state, ecr: state } }] })
}
const findings = on(ListFindingsCommand, ({ nextToken, filterCriteria }) => {
  // Who administers Inspector for other accounts is shown what was found in theirs.
  assert.deepEqual(filterCriteria?.awsAccountId, [{ comparison: 'EQUALS', value: account }])
  return nextToken === undefined
    ? { findings: [findingOf('shop', {}, 3)], nextToken: 'more' }
    : {
        findings: [
          findingOf('shop', { exploitAvailable: 'YES', fixAvailable: 'NO' }),
          findingOf('shop', { fixAvailable: 'NO' }),
          findingOf('shop', { fixAvailable: 'PARTIAL' }),
          findingOf('another', { fixAvailable: 'PARTIAL', exploitAvailable: 'YES' }),
        ],
      }
})
const found = { imageHash: digest('3'), vulnerabilityId: 'CVE-2026-0001', firstObservedAt: now }

const policy = '{"Version":"2012-10-17","Statement":[]}'
const repositories = listing(DescribeRepositoriesCommand, {
  token: ['nextToken', 'nextToken'],
  pages: [{ repositories: [shop] }, { repositories: [repositoryOf('jobs'), repositoryOf('lab'), repositoryOf('new')] }],
  empty: { repositories: [] },
})
const describeImages = on(DescribeImagesCommand, ({ repositoryName = '', filter, nextToken }) => {
  assert.equal(filter?.tagStatus, 'TAGGED')
  const all = [...(imagesOf[repositoryName] ?? [])]
  return nextToken === undefined && all.length > 1
    ? { imageDetails: all.slice(0, 3), nextToken: 'more' }
    : { imageDetails: nextToken === undefined ? all : all.slice(3) }
})
const suite = {
  listing: repositories,
  answers: [
    on(GetRepositoryPolicyCommand, ({ repositoryName }) => {
      if (repositoryName === 'shop') return { policyText: policy }
      throw awsError('RepositoryPolicyNotFoundException', 400)
    }),
    on(GetLifecyclePolicyCommand, ({ repositoryName }) => {
      if (repositoryName === 'shop') return { lifecyclePolicyText: '{"rules":[]}', lastEvaluatedAt: now }
      throw awsError('LifecyclePolicyNotFoundException', 400)
    }),
    describeImages,
    on(DescribeImageScanFindingsCommand, ({ repositoryName, imageId }) => {
      if (repositoryName !== 'jobs') throw awsError('ScanNotFoundException', 400)
      assert.deepEqual(imageId, { imageDigest: digest('7') })
      return {
        imageScanStatus: { status: 'COMPLETE' as const },
        imageScanFindings: { findingSeverityCounts: { HIGH: 2 }, imageScanCompletedAt: now, findings: [] },
      }
    }),
    status('ENABLED'),
    findings,
  ],
  resources: {
    shop: {
      base: {
        imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
        imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'latest' }],
        scanOnPush: true,
        encryptionConfiguration: { encryptionType: 'KMS', kmsKey: key },
      },
      facets: {
        policy,
        lifecyclePolicy: { lifecyclePolicyText: '{"rules":[]}' },
        newestImage: {
          imageDigest: digest('3'),
          imageTags: ['live', 'v3'],
          imagePushedAt: new Date(now.getTime() + 3 * 3_600_000),
          imageManifestMediaType: manifest,
        },
        newestImageScan: { status: 'ACTIVE', findingSeverityCounts: { CRITICAL: 1 } },
        inspectorFindings: [
          { ...found, inUse: true, exploitAvailable: false, fixAvailable: true },
          { ...found, inUse: false, exploitAvailable: true, fixAvailable: false },
          { ...found, inUse: false, exploitAvailable: false, fixAvailable: true },
        ],
      },
      edges: { 'encrypted-with': [key] },
    },
    jobs: {
      facets: {
        policy: null,
        lifecyclePolicy: null,
        newestImageScan: { status: 'COMPLETE', findingSeverityCounts: { HIGH: 2 } },
        inspectorFindings: [],
      },
      edges: { 'encrypted-with': [] },
    },
    lab: { facets: { newestImageScan: null } },
    new: { facets: { newestImage: null, newestImageScan: null } },
  },
}
collectorSuite(repository, suite)

test('describes the images of a repository once, and asks for scans that the description does not have', async () => {
  const { sent } = await read(repository, suite, { facets: ['newestImage', 'newestImageScan'] })
  const count = (operation: string): number => sent.filter((one) => one === operation).length
  assert.equal(count('ecr:DescribeImages'), 5)
  assert.equal(count('ecr:DescribeImageScanFindings'), 2)
})

test('takes a scan that is done and says nothing of what it found for no answer', async () => {
  for (const [status, state] of [
    ['COMPLETE', 'unknown'],
    ['ACTIVE', 'unknown'],
    ['FAILED', 'known'],
  ] as const) {
    const scan = on(DescribeImageScanFindingsCommand, { imageScanStatus: { status } })
    const answers = [on(DescribeRepositoriesCommand, { repositories: [repositoryOf('jobs')] }), describeImages, scan]
    const { nodes } = await read(repository, suite, { facets: ['newestImageScan'], answers })
    assert.equal(nodes[0]?.facets.newestImageScan?.state, state, status)
  }
})

test('asks Inspector for no findings where it does not scan images', async () => {
  const { nodes, sent } = await read(repository, suite, { facets: ['inspectorFindings'], answers: [repositories, status('DISABLED')] })
  assert.ok(nodes.length > 0 && nodes.every(({ facets }) => facets.inspectorFindings?.state === 'absent'))
  assert.ok(!sent.includes('inspector2:ListFindings'))
})

test('takes an account whose state Inspector does not tell for unknown', async () => {
  const { nodes } = await read(repository, suite, {
    facets: ['inspectorFindings'],
    answers: [repositories, on(BatchGetAccountStatusCommand, { accounts: [] })],
  })
  assert.ok(nodes.every(({ facets }) => facets.inspectorFindings?.state === 'unknown'))
})

const one = on(DescribeRepositoriesCommand, { repositories: [shop] })
const scanningConfiguration = on(GetRegistryScanningConfigurationCommand, {
  registryId: account,
  scanningConfiguration: {
    scanType: 'ENHANCED',
    rules: [
      {
        scanFrequency: 'CONTINUOUS_SCAN',
        repositoryFilters: [
          { filter: 'shop*', filterType: 'WILDCARD' },
          { filter: 'jobs', filterType: 'WILDCARD' },
        ],
      },
    ],
  },
})
const scanning = {
  listing: 'unpaged',
  parents: [repository],
  answers: [one, scanningConfiguration],
  resources: {
    [region]: { base: { scanType: 'ENHANCED', rules: [{ scanFrequency: 'CONTINUOUS_SCAN', filters: ['shop*', 'jobs'] }] } },
  },
} as const
collectorSuite(registryScanningConfiguration, scanning)

test('asks a registry once, however many repositories it has, and not where it has none', async () => {
  const whole = await read(registryScanningConfiguration, scanning, { answers: [repositories, scanningConfiguration] })
  assert.equal(whole.nodes.length, 1)
  assert.equal(whole.sent.filter((operation) => operation === 'ecr:GetRegistryScanningConfiguration').length, 1)
  const empty = await read(registryScanningConfiguration, scanning, { answers: [on(DescribeRepositoriesCommand, { repositories: [] })] })
  assert.deepEqual([empty.nodes, empty.sent], [[], ['ecr:DescribeRepositories']])
})

collectorSuite(registryPolicy, {
  listing: 'unpaged',
  parents: [repository],
  answers: [
    one,
    on(GetRegistryPolicyCommand, { registryId: account, policyText: policy }),
    on(DescribeRegistryCommand, {
      registryId: account,
      replicationConfiguration: { rules: [{ destinations: [{ region: 'eu-west-2', registryId: '222222222222' }] }] },
    }),
  ],
  resources: {
    [region]: { facets: { policy, replication: { destinations: [{ region: 'eu-west-2', registryId: '222222222222' }] } } },
  },
})
