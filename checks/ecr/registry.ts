// Amazon ECR: whether images that were clean when they were pushed are looked at again.
import { defineCheck, fail, pass } from '../../src/check/check.ts'

export const continuousScanning = defineCheck({
  id: 'ecr-continuous-scanning',
  title: 'The registry re-scans images as new vulnerabilities appear',
  on: 'AWS::ECR::RegistryScanningConfiguration',
  needs: [],
  threats: ['insecure-dependencies', 'detection-and-recovery'],
  mitigation: 'image-scanning',
  likelihood: 2,
  impact: 4,
  cost: { level: 2, note: 'Amazon Inspector charges for each image and month; filters by repository and a shorter duration keep it down.' },
  why: 'An image that was clean on the day of its push does not stay so. Without scanning it again, nobody hears of a hole that became known the week after.',
  fix: {
    cli: `aws inspector2 enable --resource-types ECR
aws ecr put-registry-scanning-configuration --scan-type ENHANCED \\
  --rules '[{"scanFrequency":"CONTINUOUS_SCAN","repositoryFilters":[{"filter":"*","filterType":"WILDCARD"}]}]'`,
    terraform: `resource "aws_ecr_registry_scanning_configuration" "this" {
  scan_type = "ENHANCED"
  rule {
    scan_frequency = "CONTINUOUS_SCAN"
    repository_filter {
      filter      = "*"
      filter_type = "WILDCARD"
    }
  }
}`,
  },
  refs: { docs: ['https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-enhanced.html'] },
  test: ({ base: { scanType, rules } }) => {
    const filters = rules.flatMap(({ scanFrequency, filters: names }) => (scanFrequency === 'CONTINUOUS_SCAN' ? names : [])).sort()
    return (scanType === 'ENHANCED' && filters.length > 0 ? pass : fail)({ scanType, continuousFor: filters })
  },
})
