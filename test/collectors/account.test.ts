// Reading the account's contacts.
import { GetAlternateContactCommand, GetContactInformationCommand } from '@aws-sdk/client-account'
import assert from 'node:assert/strict'
import { it } from 'node:test'
import account from '../../collectors/account.ts'
import { collectorSuite, on, read, type Suite } from '../support/collector-suite.ts'

const emails = { SECURITY: 'Security@example.com', BILLING: 'billing@example.com', OPERATIONS: 'security@example.com' }
const alternate = on(GetAlternateContactCommand, ({ AlternateContactType: type = 'SECURITY' }) => ({
  AlternateContact: {
    Name: 'Jo Doe',
    Title: 'Lead',
    EmailAddress: emails[type],
    ...(type === 'BILLING' ? {} : { PhoneNumber: '+1 555 0100' }),
    AlternateContactType: type,
  },
}))
const primary = on(GetContactInformationCommand, {
  ContactInformation: {
    FullName: 'Jo Doe',
    AddressLine1: '1 Main Street',
    City: 'Springfield',
    PostalCode: '12345',
    CountryCode: 'US',
    PhoneNumber: '',
  },
})

const suite: Suite = {
  listing: 'unpaged',
  answers: [alternate, primary],
  resources: { '111122223333': { facets: { contactInformation: { hasFullName: true, hasPhoneNumber: false } } } },
}
collectorSuite(account, suite)

it('keeps no personal data of contacts, and tells equal addresses from different ones', async () => {
  const { nodes } = await read(account, suite)
  const [node] = nodes
  assert.equal(node?.arn, 'arn:aws:account::111122223333:account')
  const text = JSON.stringify(node)
  for (const personal of ['Jo Doe', 'example.com', '555', 'Lead', 'Main Street']) assert.ok(!text.includes(personal), personal)
  const [security, billing, operations] = ['securityContact', 'billingContact', 'operationsContact'].map((name) => {
    const fact = node?.facets[name]
    assert.equal(fact?.state, 'known')
    return fact.state === 'known' && (fact.value as { EmailAddressDigest: string; hasPhoneNumber: boolean })
  })
  assert.ok(security && billing && operations)
  assert.equal(security.EmailAddressDigest, operations.EmailAddressDigest)
  assert.notEqual(security.EmailAddressDigest, billing.EmailAddressDigest)
  assert.match(security.EmailAddressDigest, /^[0-9a-f]{8}$/)
  assert.deepEqual([security.hasPhoneNumber, billing.hasPhoneNumber], [true, false])
})
