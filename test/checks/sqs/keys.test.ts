// What the check on the keys of queues decides.
import { queueCustomerKey } from '../../../checks/sqs/keys.ts'
import { key, keyArnOf } from '../../support/kms.ts'
import { account, foreignAccount, region, resource } from '../../support/nodes.ts'
import { queue } from '../../support/serverless.ts'
import { given, verify } from '../../support/verify.ts'

const tagged = (name: string, KmsMasterKeyId: string | undefined, dataClass?: string) => {
  const plain = queue(name, { KmsMasterKeyId })
  const tags = dataClass === undefined ? {} : { 'data-classification': dataClass }
  return { ...plain, facets: { ...plain.facets, tags: { state: 'known' as const, value: tags } } }
}
const alias = resource('AWS::KMS::Alias', {
  name: 'alias/orders',
  arn: `arn:aws:kms:${region}:${account}:alias/orders`,
  base: { TargetKeyId: 'own' },
})

verify(queueCustomerKey, {
  pass: [
    given(tagged('by ARN', keyArnOf('own'), 'confidential'), {
      with: [key('own')],
      evidence: { dataClass: 'confidential', key: keyArnOf('own'), KeyManager: 'CUSTOMER', KeyState: 'Enabled' },
    }),
    given(tagged('by alias', 'alias/orders', 'Restricted'), { with: [key('own'), alias] }),
    tagged('key of another account', keyArnOf('theirs', foreignAccount), 'restricted'),
  ],
  fail: [
    given(tagged('SSE-SQS', undefined, 'confidential'), { evidence: { dataClass: 'confidential', key: null } }),
    given(tagged('key of AWS', keyArnOf('aws'), 'confidential'), { with: [key('aws', { KeyManager: 'AWS' })] }),
    given(tagged('disabled', keyArnOf('own'), 'confidential'), { with: [key('own', { KeyState: 'Disabled', Enabled: false })] }),
    tagged('deleted', keyArnOf('own'), 'confidential'),
  ],
  notApplicable: [tagged('untagged', undefined), tagged('public', undefined, 'public')],
})
