// ECR's scans, and what Amazon Inspector found, as AWS answers for them.
import { json } from '../../support/answers.ts'
import { digestOf, scans } from '../ecr.ts'
import { account, arnOf, daysBefore, home } from '../ground.ts'
import { listOf, type Json, type Overrides, type Truth } from './override.ts'

const state = (status: string) => ({ status, errorCode: 'ALREADY_ENABLED', errorMessage: '' })

/** A critical hole in an image, as Inspector tells of it. */
const findingOf = (
  { now }: Truth,
  repositoryName: string,
  tag: string,
  vulnerabilityId: string,
  days: number,
  inUseCount: number,
): Json => {
  const imageHash = digestOf(tag)
  const time = daysBefore(now, days).getTime() / 1000
  return {
    findingArn: arnOf('inspector2', `finding/${imageHash.slice(7, 39)}`),
    awsAccountId: account,
    type: 'PACKAGE_VULNERABILITY',
    description: 'a hole in a library',
    title: `${vulnerabilityId} - a library`,
    remediation: { recommendation: { text: 'None Provided' } },
    severity: 'CRITICAL',
    status: 'ACTIVE',
    firstObservedAt: time,
    lastObservedAt: time,
    updatedAt: time,
    exploitAvailable: 'YES',
    fixAvailable: 'YES',
    packageVulnerabilityDetails: { vulnerabilityId, source: 'NVD', vulnerablePackages: [] },
    resources: [
      {
        type: 'AWS_ECR_CONTAINER_IMAGE',
        id: arnOf('ecr', `repository/${repositoryName}/${imageHash}`),
        region: home,
        details: { awsEcrContainerImage: { repositoryName, imageHash, registry: account, imageTags: [tag], inUseCount } },
      },
    ],
  }
}

export const ecr: Overrides = {
  // moto never scans by itself, and pushes everything today.
  'ecr:DescribeImages': async (_seen, ask, { now }) => {
    const { status, headers, text } = await ask()
    if (status !== 200) return { status, headers, body: text }
    const body = JSON.parse(text) as Json
    const imageDetails = listOf(body, 'imageDetails').map((image) => {
      const [tag = ''] = Array.isArray(image['imageTags']) ? image['imageTags'].map(String) : []
      const { days, findingSeverityCounts } = scans[`${String(image['repositoryName'])}:${tag}`] ?? {}
      return {
        ...image,
        imagePushedAt: daysBefore(now, days ?? 20).getTime() / 1000,
        ...(findingSeverityCounts && { imageScanStatus: { status: 'ACTIVE' }, imageScanFindingsSummary: { findingSeverityCounts } }),
      }
    })
    return json({ ...body, imageDetails })
  },
  // Enabled where the shop runs, forgotten where the pilot ran.
  'inspector2:BatchGetAccountStatus': ({ region }) => {
    const ecrState = state(region === home ? 'ENABLED' : 'DISABLED')
    const off = state('DISABLED')
    return json({
      accounts: [{ accountId: account, state: ecrState, resourceState: { ec2: off, ecr: ecrState, lambda: off, lambdaCode: off } }],
      failedAccounts: [],
    })
  },
  'inspector2:ListFindings': (_seen, _ask, truth) =>
    json({
      findings: [
        findingOf(truth, 'shop/orders-api', '1.8.0', 'CVE-2026-21001', 40, 3),
        findingOf(truth, 'shop/storefront', '2026.10.1', 'CVE-2026-21001', 40, 0),
      ],
    }),
}
