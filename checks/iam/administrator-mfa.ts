// Whoever may do everything signs in with a second factor.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { iamAccount, iamReads, isAdministratorAt, undecided } from './account-view.ts'

export const administratorMfa = defineCheck({
  id: 'iam-admin-mfa',
  title: 'Everyone with administrator rights has MFA',
  on: 'AWS::IAM::User',
  needs: ['login'],
  reads: iamReads,
  uses: ['now'],
  threats: ['unauthorized-access'],
  mitigation: 'mfa',
  likelihood: 4,
  impact: 5,
  cost: { level: 1, note: 'A security key for each administrator; authenticator apps are free.' },
  why: 'One password or key that is guessed, reused or phished is the whole account.',
  fix: {
    cli: `aws iam create-virtual-mfa-device --virtual-mfa-device-name <user> --outfile qr.png --bootstrap-method QRCodePNG
aws iam enable-mfa-device --user-name <user> --serial-number <device-arn> --authentication-code1 <code> --authentication-code2 <next-code>`,
    terraform: `resource "aws_iam_virtual_mfa_device" "<user>" {
  virtual_mfa_device_name = "<user>"
}`,
  },
  refs: { docs: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html'] },
  test: (user, { graph, now }) => {
    const { mfa_active } = user.login
    const administrator = isAdministratorAt(graph, user.arn, now)
    if (administrator === 'no') return notApplicable({ administrator: false })
    if (mfa_active) return pass({ mfa_active })
    if (administrator === 'yes') return fail({ mfa_active })
    const principal = graph.once(iamAccount).principals.find((each) => each.principal.arn === user.arn)
    // Administrator under conditions that the account does not tell, or by policies that cannot be read.
    if (administrator === 'maybe') return fail({ mfa_active, conditional: true })
    if (!principal) throw new Error(`${user.arn} is not among the users of the account`)
    throw undecided(user, principal)
  },
})
