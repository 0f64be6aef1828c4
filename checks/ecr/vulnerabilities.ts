// Amazon ECR: known holes in the images that are deployed next, and in those that run.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { few } from '../../src/check/policies.ts'
import { Missing } from '../../src/check/view.ts'
import { scanningOf, scanningReads } from './scanning.ts'

const guide = 'https://docs.aws.amazon.com/AmazonECR/latest/userguide'
const day = 86_400_000
/** Days in which a critical hole has to be mended where an update is there: https://www.cisa.gov/news-events/directives/bod-19-02-vulnerability-remediation-requirements-internet-accessible-systems */
const daysToMend = 15

const rebuild = {
  cli: `aws ecr describe-image-scan-findings --repository-name <repository> --image-id imageTag=<tag>
# Build the image anew on an updated base image, and deploy it.`,
  terraform: `resource "aws_ecr_repository" "<repository>" {
  image_scanning_configuration {
    scan_on_push = true
  }
}`,
}

/** Lists of images for several processors: their parts are scanned, they are not. */
const isList = (mediaType: string | undefined): boolean => /manifest\.list|image\.index/.test(mediaType ?? '')

export const latestImageVulnerabilities = defineCheck({
  id: 'ecr-latest-image-vulnerabilities',
  title: 'The newest image has no open finding at or above the threshold',
  on: 'AWS::ECR::Repository',
  needs: ['newestImage', 'newestImageScan'],
  threats: ['insecure-dependencies'],
  mitigation: 'image-scanning',
  likelihood: 3,
  impact: 4,
  cost: { level: 2, note: 'Free; somebody has to keep base images and libraries up to date.' },
  why: 'The newest image is what is deployed next. Holes that are known by name come with exploits that anybody can download.',
  fix: rebuild,
  refs: { docs: [`${guide}/image-scanning.html`, `${guide}/describe-scan-findings.html`] },
  test: ({ name, newestImage, newestImageScan }) => {
    if (newestImage === null) return notApplicable({ images: 0 })
    const image = { imageDigest: newestImage.imageDigest, imageTags: few(newestImage.imageTags) }
    if (newestImageScan === null && isList(newestImage.imageManifestMediaType)) {
      const operation = 'ecr:DescribeImages'
      const message = `the newest image of ${name} is a list of images, and does not say which they are`
      throw new Missing([{ reason: 'skipped', operation, action: operation, message }])
    }
    if (newestImageScan === null) return fail({ ...image, scan: null })
    const { status, findingSeverityCounts } = newestImageScan
    if (status === 'PENDING' || status === 'IN_PROGRESS') return notApplicable({ ...image, scan: status })
    if (status !== 'COMPLETE' && status !== 'ACTIVE') return fail({ ...image, scan: status })
    const { CRITICAL = 0, HIGH = 0 } = findingSeverityCounts
    return (CRITICAL + HIGH === 0 ? pass : fail)({ ...image, scan: status, CRITICAL, HIGH })
  },
})

export const deployedImageVulnerabilities = defineCheck({
  id: 'ecr-deployed-image-vulnerabilities',
  title: 'Images that are running have no exploitable critical finding',
  on: 'AWS::ECR::Repository',
  needs: ['inspectorFindings'],
  reads: { ...scanningReads, 'AWS::Lambda::Function': [] },
  uses: ['now'],
  threats: ['insecure-dependencies', 'unauthorized-access'],
  mitigation: 'image-scanning',
  likelihood: 4,
  impact: 5,
  cost: { level: 2, note: 'Amazon Inspector charges for each image; somebody has to build and deploy when it finds something.' },
  why: 'This runs now, the hole is critical, and the way in is published or the update has long been there: it is a matter of who looks first.',
  fix: rebuild,
  refs: {
    docs: [
      'https://docs.aws.amazon.com/inspector/latest/user/scanning-ecr.html',
      'https://docs.aws.amazon.com/inspector/latest/user/findings-understanding-severity.html',
    ],
  },
  test: (repository, { graph, now }) => {
    const { inspectorFindings } = repository
    if (inspectorFindings === null) return notApplicable({ inspector: false })
    const { scanType, rules } = scanningOf(repository, graph)
    if (scanType !== 'ENHANCED' || rules.length === 0) return notApplicable({ inspector: true, scanType, rules: rules.length })
    const functions = new Set(
      graph.all('AWS::Lambda::Function').flatMap(({ base: { CodeSha256 } }) => (CodeSha256 ? [`sha256:${CodeSha256}`] : [])),
    )
    const due = now.getTime() - daysToMend * day
    const bad = inspectorFindings
      .filter(({ imageHash, inUse }) => inUse || functions.has(imageHash))
      .filter(({ exploitAvailable, firstObservedAt }) => exploitAvailable || firstObservedAt.getTime() < due)
    if (bad.length === 0) return pass({ daysToMend })
    return fail({
      vulnerabilities: few(bad.map(({ vulnerabilityId }) => vulnerabilityId).sort()),
      images: few(bad.map(({ imageHash }) => imageHash).sort()),
      exploitAvailable: bad.some(({ exploitAvailable }) => exploitAvailable),
      runByFunction: bad.some(({ imageHash }) => functions.has(imageHash)),
    })
  },
})
