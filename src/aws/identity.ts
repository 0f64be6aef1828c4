// Who Parapet is in the account: asked when a session opens, and again before its results count.
import { parseArn } from '../graph/arn.ts'
import { AwsFailure } from './aws.ts'
import { failureOf, troubleOf } from './errors.ts'
import { NoAccess } from './no-access.ts'
import type { ClientClass, Sender } from './sender.ts'

export interface Caller {
  readonly account: string
  readonly partition: string
  /** ARN. */
  readonly caller: string
}

/** Asks sts:GetCallerIdentity. Rejects with {@link NoAccess}. */
export const askIdentity = async (
  client: <C extends Sender>(client: ClientClass<C>) => C,
  skewMilliseconds: () => number,
): Promise<Caller> => {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts')
  const { Account: account, Arn: caller } = await client(STSClient)
    .send(new GetCallerIdentityCommand({}))
    .catch((error: unknown) => {
      if (error instanceof NoAccess) throw error
      const failure = failureOf(error, 'sts:GetCallerIdentity')
      throw failure.cause instanceof NoAccess ? failure.cause : NoAccess.of(failure, troubleOf(failure), skewMilliseconds())
    })
  const arn = caller === undefined ? undefined : parseArn(caller)
  if (account === undefined || !/^\d{12}$/.test(account) || caller === undefined || !arn) {
    throw new NoAccess('sts:GetCallerIdentity answered without an account', 'check the endpoint: this is not how AWS answers')
  }
  return { account, partition: arn.partition, caller }
}

/** Rejects where the account is not the one that the session began with: nothing that was read may then be kept. */
export const sameAccount = (before: Caller, now: Caller): void => {
  if (before.account === now.account) return
  throw new AwsFailure({
    operation: 'sts:GetCallerIdentity',
    code: 'AccountChanged',
    status: 200,
    gap: {
      reason: 'error',
      operation: 'sts:GetCallerIdentity',
      action: 'sts:GetCallerIdentity',
      code: 'AccountChanged',
      message: `the credentials belonged to account ${before.account} and now belong to ${now.account}: nothing that was read can be kept`,
    },
  })
}
