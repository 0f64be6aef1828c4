// AWS Lambda: functions that are made of container images.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'

export const imageSourceScanned = defineCheck({
  id: 'lambda-image-source-scanned',
  title: 'Container-image functions run an image that was scanned and found clean',
  on: 'AWS::Lambda::Function',
  needs: [],
  reads: { 'AWS::ECR::Repository': ['newestImage', 'newestImageScan'] },
  threats: ['insecure-dependencies'],
  mitigation: 'image-scanning',
  likelihood: 2,
  impact: 4,
  cost: { level: 1, note: 'Basic scanning is free; enhanced scanning is charged by the image and by each time that it is scanned again.' },
  why: 'An image brings its own operating system and libraries, which Lambda never patches. Without a scan nobody learns that the function runs code with a known way in.',
  fix: {
    cli: `aws ecr put-image-scanning-configuration --repository-name <repository> --image-scanning-configuration scanOnPush=true
aws ecr start-image-scan --repository-name <repository> --image-id imageTag=<tag>
# then, with an image in which the findings are mended:
aws lambda update-function-code --function-name <function> --image-uri <account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>`,
    terraform: `resource "aws_ecr_repository" "<repository>" {
  image_scanning_configuration {
    scan_on_push = true
  }
}`,
  },
  refs: {
    docs: [
      'https://docs.aws.amazon.com/lambda/latest/dg/images-create.html',
      'https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html',
    ],
  },
  test: ({ region, base: { PackageType, CodeSha256 } }, { graph }) => {
    if (PackageType !== 'Image') return notApplicable({ PackageType: PackageType ?? null })
    const homes = graph.all('AWS::ECR::Repository', region).filter(({ newestImage }) => newestImage?.imageDigest === `sha256:${CodeSha256}`)
    // Which repository an older image, or one of another account, is from is told by GetFunction alone, which hands out links to code.
    if (homes.length === 0) return notApplicable({ CodeSha256: CodeSha256 ?? null, newestOf: null })
    const scans = homes.map(({ name, newestImageScan: scan }) => ({
      repository: name,
      status: scan?.status ?? null,
      CRITICAL: scan?.findingSeverityCounts['CRITICAL'] ?? 0,
      done: scan?.status === 'COMPLETE' || scan?.status === 'ACTIVE',
    }))
    // The same image may lie in several repositories: the worst that is known of it counts.
    const [worst] = scans.toSorted(
      (a, b) => b.CRITICAL - a.CRITICAL || Number(b.done) - Number(a.done) || (a.repository < b.repository ? -1 : 1),
    )
    if (!worst) return notApplicable({ newestOf: null })
    const { done, ...evidence } = worst
    return done && worst.CRITICAL === 0 ? pass(evidence) : fail(evidence)
  },
})
