// What the check on the tags of stores decides.
import { dataClassificationTags } from '../../../checks/account/tags.ts'
import { account, region, resource } from '../../support/nodes.ts'
import { given, verify } from '../../support/verify.ts'

const arn = `arn:aws:account::${account}:account`
const self = resource('AWS::Account', { name: account, arn })
const queue = (name: string, tags: Record<string, string>) =>
  resource('AWS::SQS::Queue', { name, base: { QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${name}` }, facets: { tags } })
const table = (name: string, tags: Record<string, string>) =>
  resource('AWS::DynamoDB::Table', { name, arn: `arn:aws:dynamodb:${region}:${account}:table/${name}`, facets: { tags } })
const logGroup = (name: string, tags: Record<string, string>) =>
  resource('AWS::Logs::LogGroup', {
    name,
    arn: `arn:aws:logs:${region}:${account}:log-group:${name}`,
    base: { retentionInDays: undefined, kmsKeyId: undefined },
    facets: { tags },
  })
const full = { owner: 'shop', environment: 'production', 'data-classification': 'confidential' }
const queueArn = (name: string) => `arn:aws:sqs:${region}:${account}:${name}`
const tableArn = (name: string) => `arn:aws:dynamodb:${region}:${account}:table/${name}`
verify(dataClassificationTags, {
  pass: [
    given(self, { title: 'all stores tagged', with: [queue('orders', full), table('stock', { ...full, more: 'x' })] }),
    given(self, {
      title: 'keys in other case',
      with: [queue('orders', { Owner: 'shop', ENVIRONMENT: 'production', 'Data-Classification': 'public' })],
    }),
    given(self, { title: 'no tags asked for', with: [queue('orders', {})], settings: { requiredTags: [] } }),
  ],
  fail: [
    given(self, {
      title: 'one of two untagged',
      with: [queue('orders', {}), table('stock', full)],
      discriminators: [queueArn('orders')],
      evidence: { store: queueArn('orders'), missing: ['owner', 'environment', 'data-classification'] },
    }),
    given(self, {
      title: 'each store by itself',
      with: [queue('orders', { ...full, owner: ' ' }), table('stock', { owner: 'shop' })],
      discriminators: [queueArn('orders'), tableArn('stock')],
    }),
    given(self, {
      title: 'log groups of the account, not those of AWS',
      with: [logGroup('/shop/audit', {}), logGroup('/aws/lambda/orders', {})],
      discriminators: [`arn:aws:logs:${region}:${account}:log-group:/shop/audit`],
    }),
    given(self, {
      title: 'tags of the configuration',
      with: [queue('orders', full)],
      settings: { requiredTags: ['owner', 'cost-center'] },
      evidence: { store: queueArn('orders'), missing: ['cost-center'] },
    }),
  ],
  notApplicable: [
    given(self, { title: 'no data stores' }),
    given(self, { title: 'log groups of AWS alone', with: [logGroup('/aws/lambda/orders', {})] }),
  ],
})
