// What the checks on images and on keys of functions decide.
import { environmentCustomerKey } from '../../../checks/lambda/encryption.ts'
import { imageSourceScanned } from '../../../checks/lambda/images.ts'
import type { FacetValue } from '../../../src/graph/kinds.ts'
import type { AnyNode } from '../../../src/graph/node.ts'
import { key, keyArnOf } from '../../support/kms.ts'
import { account, foreignAccount, now, region, resource } from '../../support/nodes.ts'
import { lambda } from '../../support/serverless.ts'
import { given, verify } from '../../support/verify.ts'

const digest = (letter: string): string => letter.repeat(64)
const image = (name: string, letter: string): AnyNode =>
  lambda(name, { PackageType: 'Image', Runtime: undefined, CodeSha256: digest(letter) })

const repository = (name: string, letter: string | null, newestImageScan: FacetValue<'AWS::ECR::Repository', 'newestImageScan'>): AnyNode =>
  resource('AWS::ECR::Repository', {
    name,
    arn: `arn:aws:ecr:${region}:${account}:repository/${name}`,
    base: {
      imageTagMutability: 'IMMUTABLE',
      imageTagMutabilityExclusionFilters: [],
      scanOnPush: true,
      encryptionConfiguration: { encryptionType: 'AES256', kmsKey: undefined },
    },
    facets: {
      newestImage:
        letter === null
          ? null
          : { imageDigest: `sha256:${digest(letter)}`, imageTags: ['stable'], imagePushedAt: now, imageManifestMediaType: undefined },
      newestImageScan,
    },
  })
const clean = { status: 'COMPLETE', findingSeverityCounts: { HIGH: 2 } } as const

verify(imageSourceScanned, {
  pass: [
    given(image('clean', 'a'), {
      with: [repository('render', 'a', clean), repository('other', 'b', null), repository('empty', null, null)],
      evidence: { repository: 'render', status: 'COMPLETE', CRITICAL: 0 },
    }),
    given(image('scanned all the time', 'a'), { with: [repository('render', 'a', { status: 'ACTIVE', findingSeverityCounts: {} })] }),
    given(image('in two repositories', 'a'), { with: [repository('render', 'a', clean), repository('copy', 'a', null)] }),
  ],
  fail: [
    given(image('critical', 'a'), {
      with: [repository('render', 'a', { status: 'COMPLETE', findingSeverityCounts: { CRITICAL: 3 } })],
      evidence: { repository: 'render', status: 'COMPLETE', CRITICAL: 3 },
    }),
    given(image('critical in one of two', 'a'), {
      with: [repository('render', 'a', clean), repository('copy', 'a', { status: 'ACTIVE', findingSeverityCounts: { CRITICAL: 1 } })],
    }),
    given(image('never scanned', 'a'), {
      with: [repository('render', 'a', null)],
      evidence: { repository: 'render', status: null, CRITICAL: 0 },
    }),
    given(image('failed scan', 'a'), { with: [repository('render', 'a', { status: 'FAILED', findingSeverityCounts: {} })] }),
  ],
  notApplicable: [
    lambda('archive'),
    given(image('older', 'c'), { with: [repository('render', 'a', clean)], evidence: { CodeSha256: digest('c'), newestOf: null } }),
  ],
})

const variables = { Variables: [{ Name: 'TABLE', Secret: undefined }] }
const tagged = (name: string, KMSKeyArn: string | undefined, dataClass?: string, Environment: object = variables): AnyNode =>
  lambda(
    name,
    { KMSKeyArn, Environment: { Variables: [], ...Environment } },
    { tags: dataClass === undefined ? {} : { 'data-classification': dataClass } },
  )

verify(environmentCustomerKey, {
  pass: [
    given(tagged('own key', keyArnOf('own'), 'confidential'), {
      with: [key('own')],
      evidence: { dataClass: 'confidential', key: keyArnOf('own'), KeyManager: 'CUSTOMER', KeyState: 'Enabled' },
    }),
    tagged('key of another account', keyArnOf('theirs', foreignAccount), 'restricted'),
  ],
  fail: [
    given(tagged('key of Lambda', undefined, 'restricted'), { evidence: { dataClass: 'restricted', key: null } }),
    given(tagged('disabled', keyArnOf('own'), 'restricted'), { with: [key('own', { KeyState: 'Disabled', Enabled: false })] }),
    lambda(
      'variables that Lambda does not show',
      { Environment: { ErrorCode: 'AccessDeniedException' } },
      { tags: { 'data-classification': 'restricted' } },
    ),
  ],
  notApplicable: [
    tagged('untagged', undefined),
    tagged('public', undefined, 'public'),
    tagged('no variables', undefined, 'restricted', { Variables: [] }),
  ],
})
