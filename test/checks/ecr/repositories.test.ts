// Repositories, their images, and the registry that has them scanned.
import { continuousScanning } from '../../../checks/ecr/registry.ts'
import { lifecyclePolicy, scanOnPush, tagImmutability } from '../../../checks/ecr/repositories.ts'
import { deployedImageVulnerabilities, latestImageVulnerabilities } from '../../../checks/ecr/vulnerabilities.ts'
import { now } from '../../support/nodes.ts'
import { digest, finding, image, repository, scanning } from '../../support/ecr.ts'
import { lambda } from '../../support/serverless.ts'
import { given, verify } from '../../support/verify.ts'

const onPush = (...filters: readonly string[]) => [{ scanFrequency: 'SCAN_ON_PUSH' as const, filters }]
const continuous = (...filters: readonly string[]) => [{ scanFrequency: 'CONTINUOUS_SCAN' as const, filters }]
const basic = scanning('BASIC')
const elsewhere = scanning('ENHANCED', continuous('*'), 'us-east-1')

verify(scanOnPush, {
  pass: [
    given(repository('shop/web', {}, { scanOnPush: true }), {
      with: [basic, elsewhere],
      evidence: { scanType: 'BASIC', rule: null, scanOnPush: true },
    }),
    given(repository('shop/api'), { with: [scanning('BASIC', onPush('shop/*'))] }),
    given(repository('shop-prod/api'), { title: 'a filter is part of the name', with: [scanning('BASIC', onPush('prod'))] }),
    given(repository('shop/jobs'), {
      with: [scanning('ENHANCED', continuous('*'))],
      evidence: { scanType: 'ENHANCED', rule: 'CONTINUOUS_SCAN', scanOnPush: false },
    }),
  ],
  fail: [
    given(repository('shop/web'), { with: [basic, elsewhere] }),
    given(repository('lab/web'), { with: [scanning('BASIC', onPush('shop/*'))] }),
    given(repository('prod/web'), { title: 'a filter with a wildcard is the whole name', with: [scanning('BASIC', onPush('*prod'))] }),
    given(repository('by hand'), { with: [scanning('BASIC', [{ scanFrequency: 'MANUAL', filters: ['*'] }])] }),
    given(repository('its own setting is of no use', {}, { scanOnPush: true }), { with: [scanning('ENHANCED', continuous('shop/*'))] }),
  ],
})

verify(continuousScanning, {
  pass: [given(scanning('ENHANCED', continuous('*')), { evidence: { scanType: 'ENHANCED', continuousFor: ['*'] } })],
  fail: [basic, given(scanning('ENHANCED', onPush('*')), { evidence: { scanType: 'ENHANCED', continuousFor: [] } })],
})

verify(tagImmutability, {
  pass: [
    repository('immutable', {}, { imageTagMutability: 'IMMUTABLE' }),
    given(
      repository(
        'but latest',
        {},
        {
          imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
          imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'latest*' }],
        },
      ),
      { evidence: { imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION', exclusions: ['latest*'] } },
    ),
  ],
  fail: [
    repository('mutable'),
    repository(
      'but everything',
      {},
      { imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION', imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: '*' }] },
    ),
    repository(
      'only releases',
      {},
      { imageTagMutability: 'MUTABLE_WITH_EXCLUSION', imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'v*' }] },
    ),
  ],
})

verify(lifecyclePolicy, {
  pass: [repository('expires', { lifecyclePolicy: { lifecyclePolicyText: '{"rules":[]}' } })],
  fail: [repository('keeps all', { lifecyclePolicy: null })],
})

const scanned = (status: 'COMPLETE' | 'ACTIVE' | 'PENDING' | 'UNSUPPORTED_IMAGE', findingSeverityCounts: Record<string, number> = {}) => ({
  newestImage: image(),
  newestImageScan: { status, findingSeverityCounts },
})
const newest = { imageDigest: digest('a'), imageTags: ['v1'] }

verify(latestImageVulnerabilities, {
  pass: [
    repository('clean', scanned('COMPLETE')),
    given(repository('only small things', scanned('ACTIVE', { MEDIUM: 3, LOW: 9 })), {
      evidence: { ...newest, scan: 'ACTIVE', CRITICAL: 0, HIGH: 0 },
    }),
  ],
  fail: [
    given(repository('critical', scanned('COMPLETE', { CRITICAL: 1, HIGH: 4 })), {
      evidence: { ...newest, scan: 'COMPLETE', CRITICAL: 1, HIGH: 4 },
    }),
    repository('high', scanned('COMPLETE', { HIGH: 1 })),
    given(repository('never scanned', { newestImage: image(), newestImageScan: null }), { evidence: { ...newest, scan: null } }),
    repository('cannot be scanned', scanned('UNSUPPORTED_IMAGE')),
  ],
  notApplicable: [repository('empty', { newestImage: null, newestImageScan: null }), repository('just pushed', scanned('PENDING'))],
  unknown: [
    repository('for several processors', {
      newestImage: image({ imageManifestMediaType: 'application/vnd.oci.image.index.v1+json' }),
      newestImageScan: null,
    }),
  ],
})

const inspected = scanning('ENHANCED', continuous('*'))
const weeksAgo = new Date(now.getTime() - 16 * 86_400_000)
const runs = (CodeSha256: string) => lambda('resize', { PackageType: 'Image', CodeSha256 })

verify(deployedImageVulnerabilities, {
  pass: [
    given(repository('clean', { inspectorFindings: [] }), { with: [inspected], evidence: { daysToMend: 15 } }),
    given(repository('not in use', { inspectorFindings: [finding()] }), { with: [inspected, runs('b'.repeat(64))] }),
    given(
      repository('a fix since yesterday', { inspectorFindings: [finding({ inUse: true, exploitAvailable: false, fixAvailable: true })] }),
      {
        with: [inspected],
      },
    ),
  ],
  fail: [
    given(repository('run by a cluster', { inspectorFindings: [finding({ inUse: true }), finding({ imageHash: digest('c') })] }), {
      with: [inspected],
      evidence: { vulnerabilities: ['CVE-2026-0001'], images: [digest('a')], exploitAvailable: true, runByFunction: false },
    }),
    given(repository('run by a function', { inspectorFindings: [finding()] }), {
      with: [inspected, runs('a'.repeat(64)), lambda('code')],
      evidence: { vulnerabilities: ['CVE-2026-0001'], images: [digest('a')], exploitAvailable: true, runByFunction: true },
    }),
    given(
      repository('a fix for weeks', {
        inspectorFindings: [finding({ inUse: true, exploitAvailable: false, fixAvailable: true, firstObservedAt: weeksAgo })],
      }),
      { with: [inspected] },
    ),
  ],
  notApplicable: [
    given(repository('no Inspector', { inspectorFindings: null }), { evidence: { inspector: false } }),
    given(repository('lab/tool', { inspectorFindings: [] }), {
      with: [scanning('ENHANCED', continuous('shop/*'))],
      evidence: { inspector: true, scanType: 'ENHANCED', rules: 0 },
    }),
  ],
})
