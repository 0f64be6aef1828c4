// The container images of the reference account.
import {
  CreateRepositoryCommand,
  DeleteRepositoryPolicyCommand,
  PutImageCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
  PutRegistryScanningConfigurationCommand,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr'
import { createHash } from 'node:crypto'
import { foreignAccount, home, pilot, policy, type Ground, type Statement } from './ground.ts'
import type { Reference } from './reference.ts'

interface Repository {
  readonly name: string
  readonly region?: string
  readonly immutable?: true
  readonly key?: string
  readonly expires?: true
  readonly statement?: Statement
  readonly tags: readonly string[]
}

const pull = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']

const repositories: readonly Repository[] = [
  { name: 'shop/storefront', immutable: true, key: 'orders', expires: true, tags: ['2026.10.1', '2026.11.2'] },
  {
    name: 'shop/orders-api',
    expires: true,
    // A partner builds on it; nobody wrote down who that is.
    statement: { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${foreignAccount}:root` }, Action: [...pull, 'ecr:PutImage'] },
    tags: ['1.8.0'],
  },
  { name: 'shop/image-resizer', immutable: true, expires: true, tags: ['3.1.4'] },
  { name: 'lab/kiosk', statement: { Effect: 'Allow', Principal: '*', Action: pull }, tags: ['latest'] },
  { name: 'lab/empty', region: pilot, tags: [] },
]

const digest = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`
const layerOf = (tag: string): string => digest(`${tag} layer`)
/** How the emulator names an image: by its layers, where AWS takes the whole manifest. */
export const digestOf = (tag: string): string => digest(layerOf(tag))

/** When images were pushed, and what scanning found in them, by severity. The emulator tells neither. */
export const scans: Readonly<Record<string, { readonly days: number; readonly findingSeverityCounts: Readonly<Record<string, number>> }>> =
  {
    'shop/storefront:2026.10.1': { days: 45, findingSeverityCounts: { CRITICAL: 1, HIGH: 4 } },
    'shop/storefront:2026.11.2': { days: 12, findingSeverityCounts: { MEDIUM: 2, LOW: 5 } },
    'shop/orders-api:1.8.0': { days: 60, findingSeverityCounts: { CRITICAL: 1, HIGH: 2, MEDIUM: 9 } },
    'shop/orders-api:1.8.1': { days: 1, findingSeverityCounts: { LOW: 1 } },
    'shop/image-resizer:3.1.4': { days: 90, findingSeverityCounts: { HIGH: 1 } },
  }

/** What a registry keeps of an image with one layer. */
const manifestOf = (tag: string): string =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      size: 7023,
      digest: digest(`${tag} config`),
    },
    layers: [
      {
        mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
        size: 32_654,
        digest: layerOf(tag),
      },
    ],
  })

const pushImage = async (ground: Ground, repositoryName: string, imageTag: string, region: string = home): Promise<void> => {
  await ground.in(region).ecr.send(new PutImageCommand({ repositoryName, imageTag, imageManifest: manifestOf(imageTag) }))
}

const lifecyclePolicyText = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 30 },
      action: { type: 'expire' },
    },
  ],
})

export const buildRepositories = async (ground: Ground, { keys }: Reference): Promise<void> => {
  for (const { name: repositoryName, region = home, immutable, key, expires, statement, tags } of repositories) {
    const { ecr } = ground.in(region)
    await ecr.send(
      new CreateRepositoryCommand({
        repositoryName,
        imageTagMutability: immutable ? 'IMMUTABLE' : 'MUTABLE',
        ...(key !== undefined && { encryptionConfiguration: { encryptionType: 'KMS', kmsKey: keys.get(key) } }),
      }),
    )
    if (expires) await ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }))
    if (statement) await ecr.send(new SetRepositoryPolicyCommand({ repositoryName, policyText: policy(statement) }))
    for (const imageTag of tags) await pushImage(ground, repositoryName, imageTag, region)
  }
  await ground.in(home).ecr.send(
    new PutRegistryScanningConfigurationCommand({
      scanType: 'ENHANCED',
      rules: [{ scanFrequency: 'CONTINUOUS_SCAN', repositoryFilters: [{ filter: 'shop/*', filterType: 'WILDCARD' }] }],
    }),
  )
}

/** The second week: an image with its holes mended, tags that stay, and a repository made in a hurry. */
export const weekTwoRepositories = async (ground: Ground): Promise<void> => {
  const { ecr } = ground.in(home)
  await pushImage(ground, 'shop/orders-api', '1.8.1')
  await ecr.send(new PutImageTagMutabilityCommand({ repositoryName: 'shop/orders-api', imageTagMutability: 'IMMUTABLE' }))
  await ecr.send(new DeleteRepositoryPolicyCommand({ repositoryName: 'lab/kiosk' }))
  await ecr.send(new CreateRepositoryCommand({ repositoryName: 'shop/refunds' }))
}
