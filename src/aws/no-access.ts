// Why there is no access to AWS at all, told to the person who has to mend it. Secrets are never echoed.
import type { AwsFailure } from './aws.ts'
import type { Trouble } from './errors.ts'
import { cleanText } from './text.ts'

/** Nothing can be read: no credentials, refused credentials, no connection. */
export class NoAccess extends Error {
  /** What to do about it. */
  readonly remedy: string
  constructor(message: string, remedy: string) {
    super(`${message}: ${remedy}`)
    this.name = 'NoAccess'
    this.remedy = remedy
  }

  /** From a first call that failed. */
  static of(failure: AwsFailure, { kind, said }: Trouble, skewMilliseconds = 0): NoAccess {
    const { operation, gap } = failure
    switch (kind) {
      case 'expired':
        return new NoAccess('the AWS credentials have expired', 'sign in again (aws sso login, or whatever gives you credentials)')
      case 'credentials':
        return new NoAccess(
          `AWS does not know the credentials (${failure.code})`,
          'check the profile, AWS_ACCESS_KEY_ID and AWS_SESSION_TOKEN',
        )
      case 'clock': {
        const minutes = Math.round(skewMilliseconds / 60_000)
        const off = minutes === 0 ? '' : `, this machine's clock is ${Math.abs(minutes)} minutes ${minutes > 0 ? 'behind' : 'ahead'}`
        return new NoAccess(`AWS does not accept the signature (${failure.code}${off})`, 'set the clock, then check the secret key')
      }
      case 'denied':
        return operation === 'sts:AssumeRole'
          ? new NoAccess(
              `the role cannot be assumed: ${cleanText(said)}`,
              "check that the role's trust policy names this identity, its external id (--external-id), and that this identity may call sts:AssumeRole",
            )
          : new NoAccess(gap.message, `allow ${gap.action}`)
      case 'network':
        return new NoAccess(`no connection to AWS (${failure.code})`, 'check the network, the proxy, the region and --endpoint-url')
      case 'tls':
        return new NoAccess(
          `the certificate of AWS's endpoint is not to be trusted (${failure.code})`,
          'behind an inspecting proxy, give its certificate in NODE_EXTRA_CA_CERTS; never switch the check off',
        )
      case 'timeout':
        return new NoAccess('AWS did not answer in time', 'check the network, the proxy and --endpoint-url')
      case 'bad-response':
        return new NoAccess(gap.message, 'something between here and AWS answers in its place: check --endpoint-url and the proxy')
      default:
        return new NoAccess(gap.message, 'run the same with "aws sts get-caller-identity" to see whether it is the account or Parapet')
    }
  }
}

/** From a credential provider that gave nothing. */
export const noCredentials = (error: unknown, profile: string | undefined): NoAccess => {
  const said = error instanceof Error ? error.message : ''
  const named = profile === undefined ? 'the default profile' : `profile ${cleanText(profile)}`
  if (/\bsso\b/i.test(said)) {
    return new NoAccess(
      `the SSO session of ${named} is not signed in or has expired`,
      `run aws sso login${profile === undefined ? '' : ` --profile ${cleanText(profile)}`}`,
    )
  }
  if (/credential_process|command failed|from process/i.test(said)) {
    // What the process printed may hold credentials.
    return new NoAccess(`the credential_process of ${named} failed`, 'run its command by hand and look at what it says')
  }
  if (profile !== undefined) return new NoAccess(`${named} has no usable credentials`, 'compare its name with aws configure list-profiles')
  if (/metadata|169\.254|timeout/i.test(said)) {
    return new NoAccess(
      'no AWS credentials were found, and the instance metadata service does not answer',
      'sign in, or name a profile with --profile',
    )
  }
  return new NoAccess(
    'no AWS credentials were found',
    'sign in, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile with --profile',
  )
}
