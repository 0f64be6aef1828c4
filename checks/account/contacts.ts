// The AWS account: whom AWS reaches, and how.
import { defineCheck, fail, pass } from '../../src/check/check.ts'

const reference = 'https://docs.aws.amazon.com/accounts/latest/reference'

export const securityContact = defineCheck({
  id: 'account-security-contact',
  title: 'A security contact is registered',
  on: 'AWS::Account',
  needs: ['securityContact'],
  threats: ['detection-and-recovery'],
  mitigation: 'incident-response',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. Use the mailbox of a team, not of a person.' },
  why: 'When AWS sees that an account is abused or a key was published, it writes to this address. Without it, the mail goes to the owner of the root mailbox, who may not read it for days.',
  fix: {
    cli: `aws account put-alternate-contact --alternate-contact-type SECURITY --name "<team>" --title "<role>" \\
  --email-address <security@example.com> --phone-number "<phone>"`,
    terraform: `resource "aws_account_alternate_contact" "security" {
  alternate_contact_type = "SECURITY"
  name                   = "<team>"
  title                  = "<role>"
  email_address          = "<security@example.com>"
  phone_number           = "<phone>"
}`,
  },
  refs: {
    fsbp: ['Account.1'],
    cis: ['v3.0:1.2', 'v5.0:1.2', 'v7.0:2.3'],
    docs: [`${reference}/manage-acct-update-contact-alternate.html`],
  },
  test: ({ securityContact }) => {
    const registered = securityContact !== null && securityContact.hasEmailAddress
    return (registered ? pass : fail)({ registered })
  },
})

export const contactDetails = defineCheck({
  id: 'account-contact-details',
  title: 'Contact details are complete and distinct',
  on: 'AWS::Account',
  needs: ['contactInformation', 'securityContact', 'billingContact', 'operationsContact'],
  threats: ['detection-and-recovery'],
  mitigation: 'incident-response',
  likelihood: 1,
  impact: 4,
  cost: { level: 0, note: 'Free. Look at them once a year: nobody but you knows whether they are still right.' },
  why: 'AWS asks these contacts before it suspends an account, and proves ownership by them. One mailbox for all of them is one mailbox that may be away.',
  fix: {
    cli: `aws account put-contact-information --contact-information file://<contact.json>
aws account put-alternate-contact --alternate-contact-type <BILLING|OPERATIONS|SECURITY> --name "<team>" --title "<role>" \\
  --email-address <team@example.com> --phone-number "<phone>"`,
    terraform: `resource "aws_account_alternate_contact" "operations" {
  alternate_contact_type = "OPERATIONS"
  name                   = "<team>"
  title                  = "<role>"
  email_address          = "<operations@example.com>"
  phone_number           = "<phone>"
}`,
  },
  refs: { cis: ['v3.0:1.1', 'v5.0:1.1', 'v7.0:2.2'], docs: [`${reference}/manage-acct-update-contact.html`] },
  test: ({ contactInformation, securityContact, billingContact, operationsContact }) => {
    const contacts = { SECURITY: securityContact, BILLING: billingContact, OPERATIONS: operationsContact }
    const missing = [
      ...(contactInformation?.hasFullName && contactInformation.hasPhoneNumber ? [] : ['PRIMARY']),
      ...Object.entries(contacts).flatMap(([type, contact]) => (contact?.hasEmailAddress ? [] : [type])),
    ]
    const addresses = Object.values(contacts).flatMap((contact) => (contact?.hasEmailAddress ? [contact.EmailAddressDigest] : []))
    const distinct = new Set(addresses).size === addresses.length
    return (missing.length === 0 && distinct ? pass : fail)({ missing, distinct })
  },
})
