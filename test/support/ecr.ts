// Repositories and registries as ECR makes them by default, with whatever a test changes.
import type { BaseOf, FacetsOf } from '../../src/graph/kinds.ts'
import type { AnyNode } from '../../src/graph/node.ts'
import { account, now, region, resource } from './nodes.ts'

type Facets = FacetsOf<'AWS::ECR::Repository'>
type Image = NonNullable<Facets['newestImage']>
type Finding = NonNullable<Facets['inspectorFindings']>[number]

export const digest = (digit: string): string => `sha256:${digit.repeat(64)}`

/** `facets` names those that were read. */
export const repository = (name: string, facets: Partial<Facets> = {}, base: Partial<BaseOf<'AWS::ECR::Repository'>> = {}): AnyNode =>
  resource('AWS::ECR::Repository', {
    name,
    arn: `arn:aws:ecr:${region}:${account}:repository/${name}`,
    base: {
      imageTagMutability: 'MUTABLE',
      imageTagMutabilityExclusionFilters: [],
      scanOnPush: false,
      encryptionConfiguration: { encryptionType: 'AES256', kmsKey: undefined },
      ...base,
    },
    facets,
  })

export const image = (changed: Partial<Image> = {}): Image => ({
  imageDigest: digest('a'),
  imageTags: ['v1'],
  imagePushedAt: now,
  imageManifestMediaType: 'application/vnd.docker.distribution.manifest.v2+json',
  ...changed,
})

export const finding = (changed: Partial<Finding> = {}): Finding => ({
  imageHash: digest('a'),
  inUse: false,
  vulnerabilityId: 'CVE-2026-0001',
  exploitAvailable: true,
  fixAvailable: false,
  firstObservedAt: now,
  ...changed,
})

type Scanning = BaseOf<'AWS::ECR::RegistryScanningConfiguration'>
export const scanning = (scanType: Scanning['scanType'], rules: Scanning['rules'] = [], at: string = region): AnyNode =>
  resource('AWS::ECR::RegistryScanningConfiguration', {
    name: at,
    arn: `arn:aws:ecr:${at}:${account}:registry-scanning-configuration`,
    region: at,
    base: { scanType, rules },
  })

export const registryPolicy = (facets: Partial<FacetsOf<'AWS::ECR::RegistryPolicy'>> = {}): AnyNode =>
  resource('AWS::ECR::RegistryPolicy', {
    name: region,
    arn: `arn:aws:ecr:${region}:${account}:registry-policy`,
    facets: { policy: null, replication: { destinations: [] }, ...facets },
  })
