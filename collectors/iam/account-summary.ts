// What IAM says of the account as a whole: root user, password policy.
import {
  GetAccountPasswordPolicyCommand,
  GetAccountSummaryCommand,
  IAMClient,
  ListVirtualMFADevicesCommand,
  type PasswordPolicy,
} from '@aws-sdk/client-iam'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector, fromBulk } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { accessKeysOf, consoleUsers, credentialReport, loginOf, rowOf, type AccessKey, type Login } from './credential-report.ts'

/** `undefined` where a rule is not set. */
type PasswordRules = Pick<
  PasswordPolicy,
  'PasswordReusePrevention' | 'RequireLowercaseCharacters' | 'RequireNumbers' | 'RequireSymbols' | 'RequireUppercaseCharacters'
> & { MinimumPasswordLength: number }

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    /** One for each account; not a resource of its own to AWS, so its ARN is synthetic. */
    'AWS::IAM::AccountSummary': {
      base: {}
      facets: {
        summary: {
          /** 0 or 1: access keys of the root user. */
          AccountAccessKeysPresent: number
          /** 0 or 1: MFA of the root user. */
          AccountMFAEnabled: number
          /** 0 or 1: password of the root user; not told everywhere. */
          AccountPasswordPresent: number | undefined
        }
        /** `null`: no policy of the account's own, so IAM's default one is in force. */
        passwordPolicy: PasswordRules | null
        /** The root user's password and MFA, from the credential report. */
        rootLogin: Login
        rootAccessKeys: readonly AccessKey[]
        /** Names of the users with a console password, from the credential report. */
        consoleUsers: readonly string[]
        /** Virtual MFA devices of the root user; hardware devices and passkeys are not listed by any operation. */
        rootVirtualMfaDevices: readonly { SerialNumber: string }[]
      }
      edges: {}
    }
  }
}

const rootArn = (partition: string, account: string): string => `arn:${partition}:iam::${account}:root`

export default defineCollector({
  kind: 'AWS::IAM::AccountSummary',
  client: IAMClient,
  scope: 'global',
  list: {
    calls: [],
    // oxlint-disable-next-line typescript/require-await -- nothing has to be asked to know that there is one
    async *run(_iam, at) {
      yield { arn: at.arn('iam', 'account-summary', ''), name: at.account }
    },
  },
  facets: {
    summary: {
      calls: ['iam:GetAccountSummary'],
      async read(iam) {
        const { SummaryMap = {} } = await iam.send(new GetAccountSummaryCommand({}))
        return {
          AccountAccessKeysPresent: member(SummaryMap.AccountAccessKeysPresent, 'AccountAccessKeysPresent'),
          AccountMFAEnabled: member(SummaryMap.AccountMFAEnabled, 'AccountMFAEnabled'),
          AccountPasswordPresent: SummaryMap.AccountPasswordPresent,
        }
      },
    },
    passwordPolicy: {
      calls: ['iam:GetAccountPasswordPolicy'],
      absent: ['NoSuchEntity', 'NoSuchEntityException'],
      async read(iam) {
        const { PasswordPolicy } = await iam.send(new GetAccountPasswordPolicyCommand({}))
        const policy = member(PasswordPolicy, 'PasswordPolicy')
        return {
          MinimumPasswordLength: member(policy.MinimumPasswordLength, 'MinimumPasswordLength'),
          PasswordReusePrevention: policy.PasswordReusePrevention,
          RequireLowercaseCharacters: policy.RequireLowercaseCharacters,
          RequireNumbers: policy.RequireNumbers,
          RequireSymbols: policy.RequireSymbols,
          RequireUppercaseCharacters: policy.RequireUppercaseCharacters,
        }
      },
    },
    rootLogin: fromBulk(credentialReport, (rows, _item, at) => rowOf(rows, rootArn(at.partition, at.account), loginOf)),
    rootAccessKeys: fromBulk(credentialReport, (rows, _item, at) => rowOf(rows, rootArn(at.partition, at.account), accessKeysOf)),
    consoleUsers: fromBulk(credentialReport, consoleUsers),
    rootVirtualMfaDevices: {
      calls: ['iam:ListVirtualMFADevices'],
      read: (iam, _item, at) =>
        Array.fromAsync(
          pages(iam, ListVirtualMFADevicesCommand, { AssignmentStatus: 'Assigned', MaxItems: 1000 }, (page) =>
            page.VirtualMFADevices?.filter(({ User }) => User?.Arn === rootArn(at.partition, at.account)).map(({ SerialNumber }) => ({
              SerialNumber: member(SerialNumber, 'SerialNumber'),
            })),
          ),
        ),
    },
  },
  edges: {},
})
