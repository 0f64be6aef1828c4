// Amazon Inspector: what it found in container images, in one listing for all repositories of a region.
import {
  BatchGetAccountStatusCommand,
  Inspector2Client,
  ListFindingsCommand,
  type Finding,
  type ListFindingsRequest,
} from '@aws-sdk/client-inspector2'
import { pages } from '../src/aws/pages.ts'
import { bulk, fromBulk } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'

/** A critical finding in one image that an exploit is known for, or that an update mends. */
export interface ImageFinding {
  /** `sha256:…` */
  readonly imageHash: string
  /** Whether a task of ECS or a pod of EKS ran it within the last days. */
  readonly inUse: boolean
  readonly vulnerabilityId: string
  readonly exploitAvailable: boolean
  readonly fixAvailable: boolean
  readonly firstObservedAt: Date
}

const criticalInImages = (account: string): ListFindingsRequest => ({
  maxResults: 100,
  filterCriteria: {
    // An account that administers Inspector for others is shown theirs as well.
    awsAccountId: [{ comparison: 'EQUALS', value: account }],
    resourceType: [{ comparison: 'EQUALS', value: 'AWS_ECR_CONTAINER_IMAGE' }],
    findingStatus: [{ comparison: 'EQUALS', value: 'ACTIVE' }],
    severity: [{ comparison: 'EQUALS', value: 'CRITICAL' }],
  },
})

const findingsIn = (finding: Finding): readonly (readonly [string, ImageFinding])[] => {
  const exploitAvailable = finding.exploitAvailable === 'YES'
  // What mends a part of the packages mends that part.
  const fixAvailable = finding.fixAvailable === 'YES' || finding.fixAvailable === 'PARTIAL'
  if (!exploitAvailable && !fixAvailable) return []
  return member(finding.resources, 'resources').flatMap(({ details }) => {
    const image = details?.awsEcrContainerImage
    if (!image) return []
    const found: ImageFinding = {
      imageHash: member(image.imageHash, 'imageHash'),
      inUse: (image.inUseCount ?? 0) > 0,
      vulnerabilityId: member(finding.packageVulnerabilityDetails?.vulnerabilityId ?? finding.title, 'vulnerabilityId'),
      exploitAvailable,
      fixAvailable,
      firstObservedAt: member(finding.firstObservedAt, 'firstObservedAt'),
    }
    return [[member(image.repositoryName, 'repositoryName'), found] as const]
  })
}

const imageFindings = bulk({
  client: Inspector2Client,
  calls: ['inspector2:BatchGetAccountStatus', 'inspector2:ListFindings'],
  run: async (inspector, { account }) => {
    const { accounts } = await inspector.send(new BatchGetAccountStatusCommand({ accountIds: [account] }))
    const state = member(accounts, 'accounts').find(({ accountId }) => accountId === account)
    // Where it does not scan images, no findings means nothing.
    if (member(state?.resourceState?.ecr?.status, 'resourceState.ecr.status') !== 'ENABLED') return null
    const all = await Array.fromAsync(
      pages(inspector, ListFindingsCommand, criticalInImages(account), (page) => page.findings?.flatMap(findingsIn)),
    )
    return Map.groupBy(all, ([repositoryName]) => repositoryName)
  },
})

/** The facet `inspectorFindings` of a repository. */
export const ecrFindings = fromBulk(imageFindings, (byRepository, { name }): readonly ImageFinding[] | null =>
  byRepository === null ? null : (byRepository.get(name) ?? []).map(([, finding]) => finding),
)
