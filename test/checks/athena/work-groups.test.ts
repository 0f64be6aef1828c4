// What the checks on the settings of Athena work groups decide.
import {
  workGroupCustomerKey,
  workGroupEncryption,
  workGroupEnforced,
  workGroupMetrics,
  workGroupMinimumEncryption,
  workGroupScanCutoff,
} from '../../../checks/athena/work-groups.ts'
import { disabled, managed, neverUsed, spark, workGroup } from '../../support/athena.ts'
import { account, foreignAccount, region, resource } from '../../support/nodes.ts'
import { given, verify } from '../../support/verify.ts'

const encrypted = (EncryptionOption: 'SSE_S3' | 'SSE_KMS' | 'CSE_KMS', KmsKey?: string) => ({
  results: { EncryptionConfiguration: { EncryptionOption, KmsKey } },
})

verify(workGroupEncryption, {
  pass: [
    workGroup('SSE-S3', encrypted('SSE_S3')),
    workGroup('SSE-KMS', encrypted('SSE_KMS', 'alias/lake')),
    given(workGroup('CSE-KMS', encrypted('CSE_KMS', 'alias/lake')), { evidence: { EncryptionOption: 'CSE_KMS' } }),
    given(workGroup('kept by Athena', managed()), { evidence: { managedQueryResults: true } }),
  ],
  fail: [
    given(workGroup('no setting'), { evidence: { EncryptionOption: null } }),
    workGroup('a location alone', { results: { OutputLocation: 's3://results/' } }),
    workGroup('primary', { use: { queried: true } }),
  ],
  notApplicable: [workGroup('disabled', disabled), given(workGroup('primary', neverUsed), { evidence: { queried: false } })],
})

const keyArn = (owner: string = account): string => `arn:aws:kms:${region}:${owner}:key/lake`
const key = (KeyManager: 'CUSTOMER' | 'AWS', KeyState: 'Enabled' | 'Disabled' = 'Enabled') =>
  resource('AWS::KMS::Key', {
    name: 'lake',
    arn: keyArn(),
    facets: {
      metadata: {
        Enabled: KeyState === 'Enabled',
        DeletionDate: undefined,
        MultiRegion: false,
        KeyManager,
        KeyState,
        KeySpec: 'SYMMETRIC_DEFAULT',
        Origin: 'AWS_KMS',
      },
    },
  })
const tags = { 'data-classification': 'confidential' }

verify(workGroupCustomerKey, {
  pass: [
    given(workGroup('SSE-KMS', { ...encrypted('SSE_KMS', keyArn()), tags }), { with: [key('CUSTOMER')] }),
    given(workGroup('CSE-KMS by id', { ...encrypted('CSE_KMS', 'lake'), tags }), { with: [key('CUSTOMER')] }),
    given(workGroup('kept by Athena', { ...managed(keyArn()), tags }), { with: [key('CUSTOMER')] }),
    workGroup('a foreign key', { ...encrypted('SSE_KMS', keyArn(foreignAccount)), tags }),
  ],
  fail: [
    given(workGroup('SSE-S3', { ...encrypted('SSE_S3'), tags }), { evidence: { dataClass: 'confidential', EncryptionOption: 'SSE_S3' } }),
    workGroup('nothing', { tags }),
    workGroup('kept by Athena under its own key', { ...managed(), tags }),
    given(workGroup('an AWS managed key', { ...encrypted('SSE_KMS', keyArn()), tags }), { with: [key('AWS')] }),
    given(workGroup('a disabled key', { ...encrypted('SSE_KMS', keyArn()), tags }), { with: [key('CUSTOMER', 'Disabled')] }),
    workGroup('a key that is gone', { ...encrypted('SSE_KMS', keyArn()), tags }),
    given(workGroup('a key that is not in force', { ...managed(), ...encrypted('SSE_KMS', keyArn()), tags }), {
      with: [key('AWS')],
    }),
  ],
  notApplicable: [
    workGroup('no class', { ...encrypted('SSE_S3'), tags: {} }),
    workGroup('an internal class', { tags: { 'data-classification': 'internal' } }),
  ],
})

verify(workGroupEnforced, {
  pass: [workGroup('as AWS makes it')],
  fail: [workGroup('clients decide', { configuration: { EnforceWorkGroupConfiguration: false } })],
  notApplicable: [workGroup('disabled', disabled), workGroup('Spark', spark), workGroup('primary', neverUsed)],
})

const choice = (EnforceWorkGroupConfiguration: boolean, EnableMinimumEncryptionConfiguration: boolean) => ({
  configuration: { EnforceWorkGroupConfiguration, EnableMinimumEncryptionConfiguration },
})
verify(workGroupMinimumEncryption, {
  pass: [workGroup('enforced', choice(true, false)), workGroup('a minimum', choice(false, true)), workGroup('both', choice(true, true))],
  fail: [
    given(workGroup('neither', choice(false, false)), {
      evidence: { EnforceWorkGroupConfiguration: false, EnableMinimumEncryptionConfiguration: false },
    }),
  ],
  notApplicable: [workGroup('disabled', disabled), workGroup('Spark', spark), workGroup('primary', neverUsed)],
})

verify(workGroupMetrics, {
  pass: [workGroup('metrics')],
  fail: [workGroup('none', { configuration: { PublishCloudWatchMetricsEnabled: false } })],
  notApplicable: [
    workGroup('disabled', { ...disabled, configuration: { PublishCloudWatchMetricsEnabled: false } }),
    given(workGroup('primary', neverUsed), { evidence: { queried: false } }),
  ],
})

const cutoff = (BytesScannedCutoffPerQuery: number | undefined) => ({ configuration: { BytesScannedCutoffPerQuery } })
verify(workGroupScanCutoff, {
  pass: [workGroup('100 GB', cutoff(100 * 1024 ** 3)), workGroup('ten terabytes', cutoff(10 * 1024 ** 4))],
  fail: [
    given(workGroup('no ceiling'), { evidence: { BytesScannedCutoffPerQuery: null, highest: 10 * 1024 ** 4 } }),
    workGroup('a ceiling that never holds', cutoff(10 * 1024 ** 4 + 1)),
  ],
  notApplicable: [workGroup('disabled', disabled), workGroup('Spark', spark), workGroup('primary', neverUsed)],
})
