// What the checks on contacts decide.
import { contactDetails, securityContact } from '../../../checks/account/contacts.ts'
import type { FacetValue } from '../../../src/graph/kinds.ts'
import { account, resource } from '../../support/nodes.ts'
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
