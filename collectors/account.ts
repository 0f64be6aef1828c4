// The AWS account itself: whom AWS reaches, and how.
import { createHash } from 'node:crypto'
import { AccountClient, GetAlternateContactCommand, GetContactInformationCommand, type AlternateContactType } from '@aws-sdk/client-account'
import { defineCollector } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'

/** No personal data: whether there is an address, and what tells it from the others. */
interface Contact {
  hasEmailAddress: boolean
  hasPhoneNumber: boolean
  /** First 8 hexadecimal digits of the SHA-256 of the account id and the address in lower case. */
  EmailAddressDigest: string
}

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::Account': {
      base: {}
      facets: {
        securityContact: Contact | null
        billingContact: Contact | null
        operationsContact: Contact | null
        contactInformation: { hasFullName: boolean; hasPhoneNumber: boolean } | null
      }
      edges: {}
    }
  }
}

const contactOf = (AlternateContactType: AlternateContactType) => ({
  calls: ['account:GetAlternateContact'] as const,
  absent: ['ResourceNotFoundException'],
  async read(account: AccountClient, item: { readonly account: string }): Promise<Contact> {
    const answer = await account.send(new GetAlternateContactCommand({ AlternateContactType }))
    const { EmailAddress = '', PhoneNumber } = member(answer.AlternateContact, 'AlternateContact')
    return {
      hasEmailAddress: EmailAddress !== '',
      hasPhoneNumber: Boolean(PhoneNumber),
      EmailAddressDigest: createHash('sha256').update(`${item.account} ${EmailAddress.toLowerCase()}`).digest('hex').slice(0, 8),
    }
  },
})

export default defineCollector({
  kind: 'AWS::Account',
  client: AccountClient,
  scope: 'global',
  list: {
    calls: [],
    // oxlint-disable-next-line typescript/require-await -- nothing has to be asked to know that there is one
    async *run(_account, at) {
      yield { arn: at.arn('account', 'account', ''), name: at.account }
    },
  },
  facets: {
    securityContact: contactOf('SECURITY'),
    billingContact: contactOf('BILLING'),
    operationsContact: contactOf('OPERATIONS'),
    contactInformation: {
      calls: ['account:GetContactInformation'],
      absent: ['ResourceNotFoundException'],
      async read(account) {
        const { ContactInformation } = await account.send(new GetContactInformationCommand({}))
        const { FullName, PhoneNumber } = member(ContactInformation, 'ContactInformation')
        return { hasFullName: Boolean(FullName), hasPhoneNumber: Boolean(PhoneNumber) }
      },
    },
  },
  edges: {},
})
