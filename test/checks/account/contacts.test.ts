// The checks on the account itself.
import { contactDetails, securityContact } from '../../../checks/account/contacts.ts'
import { dataClassificationTags } from '../../../checks/account/tags.ts'
import type { FacetValue } from '../../../src/graph/kinds.ts'
import { account, region, resource } from '../../support/nodes.ts'
import { given, verify } from '../../support/verify.ts'

type Contact = FacetValue<'AWS::Account', 'securityContact'>
const contact = (EmailAddressDigest: string, hasEmailAddress = true): Contact => ({
  hasEmailAddress,
  hasPhoneNumber: true,
  EmailAddressDigest,
})
const arn = `arn:aws:account::${account}:account`

const secured = (name: string, contact: Contact) => resource('AWS::Account', { name, arn, facets: { securityContact: contact } })
verify(securityContact, {
  pass: [secured('registered', contact('0a'))],
  fail: [secured('none', null), given(secured('no address', contact('0a', false)), { evidence: { registered: false } })],
})

const complete = { hasFullName: true, hasPhoneNumber: true }
const contacts = (
  name: string,
  [securityContact, billingContact, operationsContact]: readonly [Contact, Contact, Contact],
  contactInformation: FacetValue<'AWS::Account', 'contactInformation'> = complete,
) => resource('AWS::Account', { name, arn, facets: { contactInformation, securityContact, billingContact, operationsContact } })
const distinct = [contact('0a'), contact('0b'), contact('0c')] as const
verify(contactDetails, {
  pass: [contacts('complete and distinct', distinct)],
  fail: [
    given(contacts('nothing at all', [null, null, null], null), {
      evidence: { missing: ['PRIMARY', 'SECURITY', 'BILLING', 'OPERATIONS'], distinct: true },
    }),
    given(contacts('no operations contact', [contact('0a'), contact('0b'), null]), {
      evidence: { missing: ['OPERATIONS'], distinct: true },
    }),
    given(contacts('one mailbox for two', [contact('0a'), contact('0b'), contact('0a')]), { evidence: { missing: [], distinct: false } }),
    given(contacts('no phone', distinct, { hasFullName: true, hasPhoneNumber: false }), {
      evidence: { missing: ['PRIMARY'], distinct: true },
    }),
    contacts('a contact without address', [contact('0a'), contact('0b'), contact('0c', false)]),
  ],
})

const self = resource('AWS::Account', { name: account, arn })
const queue = (name: string, tags: Record<string, string>) =>
  resource('AWS::SQS::Queue', { name, base: { QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${name}` }, facets: { tags } })
const table = (name: string, tags: Record<string, string>) =>
  resource('AWS::DynamoDB::Table', { name, arn: `arn:aws:dynamodb:${region}:${account}:table/${name}`, facets: { tags } })
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
      title: 'tags of the configuration',
      with: [queue('orders', full)],
      settings: { requiredTags: ['owner', 'cost-center'] },
      evidence: { store: queueArn('orders'), missing: ['cost-center'] },
    }),
  ],
  notApplicable: [given(self, { title: 'no data stores' })],
})
