// Amazon ECR: whether images are scanned, keep their names and go when they are old.
import { defineCheck, fail, pass } from '../../src/check/check.ts'
import { few } from '../../src/check/policies.ts'
import { scanningOf, scanningReads } from './scanning.ts'

const guide = 'https://docs.aws.amazon.com/AmazonECR/latest/userguide'

export const scanOnPush = defineCheck({
  id: 'ecr-scan-on-push',
  title: 'Images are scanned when pushed',
  on: 'AWS::ECR::Repository',
  needs: [],
  reads: scanningReads,
  threats: ['insecure-dependencies'],
  mitigation: 'image-scanning',
  likelihood: 3,
  impact: 4,
  cost: { level: 1, note: 'Basic scanning is free; Amazon Inspector charges for each image and for scanning it anew.' },
  why: 'Nobody learns that an image carries known holes before it runs in production with them.',
  fix: {
    cli: `aws ecr put-registry-scanning-configuration --scan-type BASIC \\
  --rules '[{"scanFrequency":"SCAN_ON_PUSH","repositoryFilters":[{"filter":"*","filterType":"WILDCARD"}]}]'`,
    terraform: `resource "aws_ecr_registry_scanning_configuration" "this" {
  scan_type = "BASIC"
  rule {
    scan_frequency = "SCAN_ON_PUSH"
    repository_filter {
      filter      = "*"
      filter_type = "WILDCARD"
    }
  }
}`,
  },
  refs: { fsbp: ['ECR.1'], docs: [`${guide}/image-scanning.html`] },
  test: (repository, { graph }) => {
    const { scanType, rules } = scanningOf(repository, graph)
    const { scanOnPush: ownSetting } = repository.base
    const rule = rules.find(({ scanFrequency }) => scanFrequency === 'SCAN_ON_PUSH' || scanFrequency === 'CONTINUOUS_SCAN')
    // The setting of the repository itself counts for basic scanning alone.
    const scanned = rule !== undefined || (scanType === 'BASIC' && ownSetting)
    return (scanned ? pass : fail)({ scanType, rule: rule?.scanFrequency ?? null, scanOnPush: ownSetting })
  },
})

export const tagImmutability = defineCheck({
  id: 'ecr-tag-immutability',
  title: 'Tags cannot be moved to another image',
  on: 'AWS::ECR::Repository',
  needs: [],
  threats: ['data-tampering', 'insecure-dependencies'],
  mitigation: 'integrity',
  likelihood: 2,
  impact: 4,
  cost: { level: 1, note: 'Free; builds have to give each image a tag of its own, such as the commit.' },
  why: 'Whoever may push puts another image under a tag that is already tested and deployed; the next start of a container or function takes it, and nothing looks different.',
  fix: {
    cli: 'aws ecr put-image-tag-mutability --repository-name <repository> --image-tag-mutability IMMUTABLE',
    terraform: `resource "aws_ecr_repository" "<repository>" {
  image_tag_mutability = "IMMUTABLE"
}`,
  },
  refs: { fsbp: ['ECR.2'], docs: [`${guide}/image-tag-mutability.html`] },
  test: ({ base: { imageTagMutability, imageTagMutabilityExclusionFilters } }) => {
    const exclusions = imageTagMutabilityExclusionFilters.flatMap(({ filter }) => filter ?? []).sort()
    const all = exclusions.some((filter) => /^\*+$/.test(filter))
    const immutable = imageTagMutability === 'IMMUTABLE' || (imageTagMutability === 'IMMUTABLE_WITH_EXCLUSION' && !all)
    return (immutable ? pass : fail)({ imageTagMutability, exclusions: few(exclusions) })
  },
})

export const lifecyclePolicy = defineCheck({
  id: 'ecr-lifecycle-policy',
  title: 'Old images expire',
  on: 'AWS::ECR::Repository',
  needs: ['lifecyclePolicy'],
  threats: ['insecure-dependencies'],
  mitigation: 'patching',
  likelihood: 2,
  impact: 2,
  cost: { level: 0, note: 'Free, and storage costs go down. Keep enough images to roll back to.' },
  why: 'Images that nobody patches stay there to be deployed: by a forgotten pipeline, a rollback or a mistyped tag.',
  fix: {
    cli: `aws ecr put-lifecycle-policy --repository-name <repository> \\
  --lifecycle-policy-text '{"rules":[{"rulePriority":1,"selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":30},"action":{"type":"expire"}}]}'`,
    terraform: `resource "aws_ecr_lifecycle_policy" "<repository>" {
  repository = aws_ecr_repository.<repository>.name
  policy = jsonencode({
    rules = [{
      rulePriority = 1
      selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 30 }
      action       = { type = "expire" }
    }]
  })
}`,
  },
  refs: { fsbp: ['ECR.3'], docs: [`${guide}/LifecyclePolicies.html`] },
  test: ({ lifecyclePolicy: policy }) => (policy === null ? fail : pass)({ lifecyclePolicy: policy !== null }),
})
