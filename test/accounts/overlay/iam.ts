// IAM, STS and the account as AWS answers them.
import { callerIdentity, queryResult } from '../../support/answers.ts'
import { account, daysBefore, home } from '../ground.ts'
import { correctReport } from './credential-report.ts'
import { always, rewritten, type Overrides } from './override.ts'

export const iam: Overrides = {
  'account:GetContactInformation': always({
    ContactInformation: {
      FullName: 'Example Shop GmbH',
      PhoneNumber: '+49 30 5550123',
      AddressLine1: 'Musterweg 1',
      City: 'Berlin',
      PostalCode: '10115',
      CountryCode: 'DE',
    },
  }),
  // Done at the first question, so that recordings need not wait.
  'iam:GenerateCredentialReport': async (_seen, ask) => {
    await ask()
    return queryResult('GenerateCredentialReport', '<State>COMPLETE</State>')
  },
  // moto does not tell when roles were used, leaves the names of managed policies out, and gives the account's own in no order.
  'iam:GetAccountAuthorizationDetails': rewritten((text, { now, unusedRoles }) =>
    text
      .replaceAll(/<RoleName>([^<]*)<\/RoleName>.*?<RoleLastUsed\s*\/>/gs, (member, role: string) =>
        unusedRoles.includes(role)
          ? member
          : member.replace(
              /<RoleLastUsed\s*\/>/,
              `<RoleLastUsed><LastUsedDate>${daysBefore(now, 1).toISOString()}</LastUsedDate><Region>${home}</Region></RoleLastUsed>`,
            ),
      )
      .replace(/<Policies>(.+)<\/Policies>/s, (_all, policies: string) => {
        const members = policies.match(/<member><Arn>.+?<\/PolicyVersionList><\/member>/gs) ?? []
        const named = members.map((member) => member.replace(/<Arn>([^<]*\/)?([^<]*)<\/Arn>/, '<PolicyName>$2</PolicyName>$&'))
        return `<Policies>${named.sort().join('')}</Policies>`
      }),
  ),
  'iam:GetAccountSummary': rewritten((text, { rootMfa }) =>
    text.replace(/(<key>AccountMFAEnabled<\/key>\s*<value>)\d(<\/value>)/, `$1${rootMfa ? 1 : 0}$2`),
  ),
  'iam:GetCredentialReport': rewritten((text, truth) =>
    text
      .replace(/<Content>([^<]*)<\/Content>/, (_all, content: string) => {
        const report = correctReport(Buffer.from(content, 'base64').toString(), truth)
        return `<Content>${Buffer.from(report).toString('base64')}</Content>`
      })
      .replace(/<GeneratedTime>[^<]*</, `<GeneratedTime>${truth.now.toISOString()}<`),
  ),
  'iam:ListServiceSpecificCredentials': () =>
    queryResult(
      'ListServiceSpecificCredentials',
      '<ServiceSpecificCredentials><member><UserName>legacy-ftp</UserName><Status>Active</Status><ServiceUserName>legacy-ftp-at-123456789012</ServiceUserName>' +
        '<CreateDate>2024-06-01T08:00:00Z</CreateDate><ServiceSpecificCredentialId>ACCAEXAMPLE123EXAMPLE</ServiceSpecificCredentialId>' +
        '<ServiceName>codecommit.amazonaws.com</ServiceName></member></ServiceSpecificCredentials><IsTruncated>false</IsTruncated>',
    ),
  // AWS tells the seed of a device once, when it is made, and never in a listing.
  'iam:ListVirtualMFADevices': rewritten((text) => text.replaceAll(/<(Base32StringSeed|QRCodePNG)>[^<]*<\/\1>/g, '')),
  'sts:GetCallerIdentity': () => callerIdentity(account, `arn:aws:sts::${account}:assumed-role/audit/parapet`),
}
