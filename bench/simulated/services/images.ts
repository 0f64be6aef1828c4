// ECR, and what Inspector found in its images.
import { account, countOf, dealt, listed, pageOf, text, used, type Service } from '../ask.ts'
import { allow, daysAgo, digest, keyFor, nth, numberIn, owner, policyOf, repositoryArn, stranger } from '../names.ts'

const imagesEach = 20
/** Only older scans are in the description of images. */
const tellsScan = (index: number): boolean => nth(index) % 2 === 0
const none = (code: string) => ({ refuse: code, status: 400 })
const counts = (index: number) => (nth(index) % 3 === 0 ? { CRITICAL: 1, HIGH: 4 } : { LOW: 2 })

const of = (name: unknown): number => numberIn(text(name))

export const images: Service = {
  answers: (size) => ({
    'ecr:DescribeRepositories': (ask) => {
      const [page, nextToken] = pageOf(dealt(size.repositories, ask.region), ask, {
        size: 'maxResults',
        most: 1000,
        usual: 100,
        token: 'nextToken',
      })
      return {
        repositories: page.map((index) => ({
          repositoryArn: repositoryArn(index),
          registryId: account,
          repositoryName: `repository-${index}`,
          imageTagMutability: nth(index) % 3 === 0 ? 'IMMUTABLE' : 'MUTABLE',
          imageScanningConfiguration: { scanOnPush: nth(index) % 2 === 0 },
          encryptionConfiguration:
            nth(index) % 4 === 0 ? { encryptionType: 'KMS', kmsKey: keyFor(index, size) } : { encryptionType: 'AES256' },
        })),
        nextToken,
      }
    },
    'ecr:GetRepositoryPolicy': ({ input }) => {
      const index = of(input['repositoryName'])
      const pull = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']
      return nth(index) % 2 === 0
        ? { policyText: policyOf(allow(nth(index) % 4 === 0 ? stranger : owner, pull, '*')), repositoryName: `repository-${index}` }
        : none('RepositoryPolicyNotFoundException')
    },
    'ecr:GetLifecyclePolicy': ({ input }) =>
      nth(of(input['repositoryName'])) % 3 === 0
        ? { lifecyclePolicyText: '{"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged"},"action":{"type":"expire"}}]}' }
        : none('LifecyclePolicyNotFoundException'),
    'ecr:DescribeImages': ({ input }) => {
      const index = of(input['repositoryName'])
      return {
        imageDetails: Array.from({ length: imagesEach }, (_, at) => ({
          registryId: account,
          repositoryName: `repository-${index}`,
          imageDigest: digest(index * imagesEach + at),
          imageTags: [`v${at}`],
          imagePushedAt: daysAgo(imagesEach - at),
          imageManifestMediaType: 'application/vnd.docker.distribution.manifest.v2+json',
          ...(tellsScan(index)
            ? { imageScanStatus: { status: 'COMPLETE' }, imageScanFindingsSummary: { findingSeverityCounts: counts(index) } }
            : {}),
        })),
      }
    },
    'ecr:DescribeImageScanFindings': ({ input }) => {
      const index = of(input['repositoryName'])
      return nth(index) % 6 === 1
        ? none('ScanNotFoundException')
        : { imageScanStatus: { status: 'COMPLETE' }, imageScanFindings: { findingSeverityCounts: counts(index), findings: [] } }
    },
    'ecr:GetRegistryPolicy': () => none('RegistryPolicyNotFoundException'),
    'ecr:DescribeRegistry': () => ({ registryId: account, replicationConfiguration: { rules: [] } }),
    'ecr:GetRegistryScanningConfiguration': () => ({ registryId: account, scanningConfiguration: { scanType: 'BASIC', rules: [] } }),
    'inspector2:BatchGetAccountStatus': () => {
      const state = { status: 'ENABLED', errorCode: 'ALREADY_ENABLED', errorMessage: '' }
      return { accounts: [{ accountId: account, state, resourceState: { ec2: state, ecr: state } }] }
    },
    'inspector2:ListFindings': (ask) => {
      const found = dealt(size.repositories, ask.region).filter((index) => nth(index) % 3 === 0)
      const [page, nextToken] = pageOf(found, ask, { size: 'maxResults', most: 100, token: 'nextToken' })
      return {
        findings: page.map((index) => ({
          findingArn: `arn:aws:inspector2:${ask.region}:${account}:finding/${index}`,
          awsAccountId: account,
          type: 'PACKAGE_VULNERABILITY',
          severity: 'CRITICAL',
          status: 'ACTIVE',
          title: 'CVE-2026-0001 - openssl',
          description: 'a buffer is too short',
          remediation: {},
          exploitAvailable: nth(index) % 6 === 0 ? 'YES' : 'NO',
          fixAvailable: 'YES',
          firstObservedAt: daysAgo(30),
          lastObservedAt: daysAgo(1),
          packageVulnerabilityDetails: { vulnerabilityId: 'CVE-2026-0001', source: 'NVD' },
          resources: [
            {
              type: 'AWS_ECR_CONTAINER_IMAGE',
              id: repositoryArn(index),
              details: {
                awsEcrContainerImage: {
                  repositoryName: `repository-${index}`,
                  registry: account,
                  imageHash: digest(index * imagesEach + imagesEach - 1),
                  inUseCount: nth(index) % 2,
                },
              },
            },
          ],
        })),
        nextToken,
      }
    },
  }),
  calls: (size, regions) => {
    const { repositories } = size
    const found = used.reduce(
      (sum, region) => sum + Math.max(1, Math.ceil(dealt(repositories, region).filter((index) => nth(index) % 3 === 0).length / 100)),
      0,
    )
    return {
      'ecr:DescribeRepositories': listed(repositories, 1000, regions),
      'ecr:GetRepositoryPolicy': repositories,
      'ecr:GetLifecyclePolicy': repositories,
      'ecr:DescribeImages': repositories,
      'ecr:DescribeImageScanFindings': repositories - countOf(repositories, tellsScan),
      'ecr:GetRegistryPolicy': used.length,
      'ecr:DescribeRegistry': used.length,
      'ecr:GetRegistryScanningConfiguration': used.length,
      'inspector2:BatchGetAccountStatus': used.length,
      'inspector2:ListFindings': found,
    }
  },
}
