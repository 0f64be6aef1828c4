// Amazon ECR: repositories, whom they let in, and what is known of their newest image.
import {
  DescribeImageScanFindingsCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  type EncryptionType,
  type ImageDetail,
  type ImageTagMutability,
  type ImageTagMutabilityExclusionFilter,
  type ScanStatus,
} from '@aws-sdk/client-ecr'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { once } from '../../src/collect/once.ts'
import { keyArn } from '../../src/graph/arn.ts'
import type { PolicyText } from '../../src/iam/policy.ts'
import { ecrFindings, type ImageFinding } from '../inspector2.ts'

/** How many findings of which severity; severities without any are left out. */
type SeverityCounts = Readonly<Record<string, number>>
type Scan = { status: ScanStatus; findingSeverityCounts: SeverityCounts }
type NewestImage = Pick<ImageDetail, 'imageManifestMediaType'> & {
  imageDigest: string
  imageTags: readonly string[]
  imagePushedAt: Date
}

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::ECR::Repository': {
      base: {
        imageTagMutability: ImageTagMutability
        imageTagMutabilityExclusionFilters: readonly ImageTagMutabilityExclusionFilter[]
        scanOnPush: boolean
        encryptionConfiguration: { encryptionType: EncryptionType; kmsKey: string | undefined }
      }
      facets: {
        policy: PolicyText | null
        lifecyclePolicy: { lifecyclePolicyText: string } | null
        /** The tagged image that was pushed last, aside from signatures, attestations and what is no container image; `null` where there is none. */
        newestImage: NewestImage | null
        /** The last scan of that image; `null` where it was never scanned, or there is none. Needs `newestImage`. */
        newestImageScan: Scan | null
        /** Critical findings of Amazon Inspector that can be exploited or mended; `null` where it does not scan the images of the region. */
        inspectorFindings: readonly ImageFinding[] | null
      }
      edges: { 'encrypted-with': 'AWS::KMS::Key' }
    }
  }
}

/** What containers start from. A repository keeps charts of Helm and caches of builds as well, each with a type of its own. */
const imageTypes: ReadonlySet<string> = new Set([
  'application/vnd.docker.container.image.v1+json',
  'application/vnd.oci.image.config.v1+json',
])
/** Of several processors. */
const isList = (image: ImageDetail): boolean => /manifest\.list|image\.index/.test(image.imageManifestMediaType ?? '')

/** What is no image, or is pushed beside one and says something about it: nobody scans it. */
const isCompanion = (image: ImageDetail): boolean =>
  image.subjectManifestDigest !== undefined ||
  (image.artifactMediaType !== undefined && !isList(image) && !imageTypes.has(image.artifactMediaType)) ||
  (image.imageTags ?? []).every((tag) => /^sha256-[0-9a-f]{64}(?:\.(?:sig|att|sbom))?$/.test(tag))

const countsOf = (counts: Partial<Record<string, number>> | undefined): SeverityCounts =>
  Object.fromEntries(Object.entries(counts ?? {}).flatMap(([severity, count]) => (count ? [[severity, count]] : [])))

/** The newest image of a repository, with its scan where the description has one. */
const newestOf = once(async (ecr: ECRClient, repositoryName: string) => {
  const request = { repositoryName, filter: { tagStatus: 'TAGGED' }, maxResults: 1000 } as const
  let newest: (NewestImage & { scan: Scan | undefined }) | undefined
  for await (const image of pages(ecr, DescribeImagesCommand, request, (page) => page.imageDetails)) {
    const imagePushedAt = member(image.imagePushedAt, 'imagePushedAt')
    if (isCompanion(image) || image.imageStatus === 'ARCHIVED' || (newest && newest.imagePushedAt >= imagePushedAt)) continue
    const { imageScanStatus, imageScanFindingsSummary } = image
    newest = {
      imageDigest: member(image.imageDigest, 'imageDigest'),
      imageTags: [...member(image.imageTags, 'imageTags')].sort(),
      imagePushedAt,
      imageManifestMediaType: image.imageManifestMediaType,
      scan:
        imageScanStatus && imageScanFindingsSummary
          ? {
              status: member(imageScanStatus.status, 'status'),
              findingSeverityCounts: countsOf(imageScanFindingsSummary.findingSeverityCounts),
            }
          : undefined,
    }
  }
  return newest
})

export const repository = defineCollector({
  kind: 'AWS::ECR::Repository',
  client: ECRClient,
  list: {
    calls: ['ecr:DescribeRepositories'],
    run: (ecr) =>
      pages(ecr, DescribeRepositoriesCommand, { maxResults: 1000 }, (page) =>
        page.repositories?.map((each) => ({
          arn: member(each.repositoryArn, 'repositoryArn'),
          name: member(each.repositoryName, 'repositoryName'),
          imageTagMutability: member(each.imageTagMutability, 'imageTagMutability'),
          imageTagMutabilityExclusionFilters: each.imageTagMutabilityExclusionFilters ?? [],
          scanOnPush: member(each.imageScanningConfiguration?.scanOnPush, 'scanOnPush'),
          encryptionConfiguration: {
            encryptionType: member(each.encryptionConfiguration?.encryptionType, 'encryptionType'),
            kmsKey: each.encryptionConfiguration?.kmsKey,
          },
        })),
      ),
  },
  facets: {
    policy: {
      calls: ['ecr:GetRepositoryPolicy'],
      async read(ecr, { name }) {
        const { policyText } = await ecr.send(new GetRepositoryPolicyCommand({ repositoryName: name }))
        return member(policyText, 'policyText')
      },
      absent: ['RepositoryPolicyNotFoundException'],
    },
    lifecyclePolicy: {
      calls: ['ecr:GetLifecyclePolicy'],
      async read(ecr, { name }) {
        const { lifecyclePolicyText } = await ecr.send(new GetLifecyclePolicyCommand({ repositoryName: name }))
        return { lifecyclePolicyText: member(lifecyclePolicyText, 'lifecyclePolicyText') }
      },
      absent: ['LifecyclePolicyNotFoundException'],
    },
    newestImage: {
      calls: ['ecr:DescribeImages'],
      async read(ecr, { name }) {
        const newest = await newestOf(ecr, name)
        if (!newest) return null
        const { imageDigest, imageTags, imagePushedAt, imageManifestMediaType } = newest
        return { imageDigest, imageTags, imagePushedAt, imageManifestMediaType }
      },
    },
    newestImageScan: {
      // And what `newestImage` calls, which whoever needs this needs as well: absence is confirmed by one operation alone.
      calls: ['ecr:DescribeImageScanFindings'],
      async read(ecr, { name }) {
        const newest = await newestOf(ecr, name)
        if (!newest) return null
        // Results of today's basic scanning are not in the description of images: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html
        if (newest.scan) return newest.scan
        const imageId = { imageDigest: newest.imageDigest }
        const answer = await ecr.send(new DescribeImageScanFindingsCommand({ repositoryName: name, imageId, maxResults: 1 }))
        const status = member(answer.imageScanStatus?.status, 'imageScanStatus.status')
        // A scan that is done says what it found, if nothing; one that is not has nothing to say.
        const found =
          status === 'COMPLETE' || status === 'ACTIVE' ? member(answer.imageScanFindings, 'imageScanFindings') : answer.imageScanFindings
        return { status, findingSeverityCounts: countsOf(found?.findingSeverityCounts) }
      },
      absent: ['ScanNotFoundException'],
    },
    inspectorFindings: ecrFindings,
  },
  edges: {
    'encrypted-with': {
      to: 'AWS::KMS::Key',
      from: 'base',
      ref: ({ encryptionConfiguration: { kmsKey } }, item) => keyArn(kmsKey, item),
    },
  },
  gone: ['RepositoryNotFoundException'],
})

export default [repository]
