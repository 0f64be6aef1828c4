// Who is an administrator: whoever may do everything that one of these requests stands for, anywhere in the account.
import type { Account, AccountPrincipal } from '../access/account.ts'
import { policiesFor } from '../access/part.ts'
import { evaluate } from '../evaluate.ts'
import { parsePolicy } from '../parse.ts'
import { noPolicies, type Read, type Request, type Source } from '../request.ts'
import { every, type Truth } from '../truth.ts'

/** From services that have little in common; on names that no policy can have meant. */
const probes: readonly (readonly [action: string, resource: string])[] = [
  ['iam:AttachRolePolicy', 'arn:aws:iam::{account}:role/parapet-probe-1f7c'],
  ['iam:PutUserPolicy', 'arn:aws:iam::{account}:user/parapet-probe-1f7c'],
  ['iam:CreateAccessKey', 'arn:aws:iam::{account}:user/parapet-probe-1f7c'],
  ['iam:PassRole', 'arn:aws:iam::{account}:role/parapet-probe-1f7c'],
  ['ec2:RunInstances', 'arn:aws:ec2:eu-west-1:{account}:instance/*'],
  ['lambda:CreateFunction', 'arn:aws:lambda:us-east-1:{account}:function:parapet-probe-1f7c'],
  ['s3:GetObject', 'arn:aws:s3:::parapet-probe-1f7c/object'],
  ['s3:PutBucketPolicy', 'arn:aws:s3:::parapet-probe-1f7c'],
  ['dynamodb:DeleteTable', 'arn:aws:dynamodb:ap-south-1:{account}:table/parapet-probe-1f7c'],
  ['rds:ModifyDBInstance', 'arn:aws:rds:eu-west-1:{account}:db:parapet-probe-1f7c'],
  ['secretsmanager:GetSecretValue', 'arn:aws:secretsmanager:eu-west-1:{account}:secret:parapet-probe-1f7c'],
  ['logs:DeleteLogGroup', 'arn:aws:logs:eu-west-1:{account}:log-group:parapet-probe-1f7c'],
]

const truths = { allowed: 'yes', denied: 'no', conditional: 'maybe', unknown: 'unknown' } as const

/** Whether a principal may do everything. `maybe` under conditions, `unknown` where a policy could not be read. */
export const isAdministrator = (
  { principal, identity, boundary }: Pick<AccountPrincipal, 'principal' | 'identity' | 'boundary'>,
  { id, partition }: Pick<Account, 'id' | 'partition'>,
  context: Request['context'],
): Truth => {
  const policies = { ...noPolicies, identity, boundary }
  const results: Truth[] = []
  for (const [action, template] of probes) {
    const resource = template.replace('arn:aws:', `arn:${partition}:`).replace('{account}', id)
    const request = { principal, action, resource, resourceAccount: id, context }
    const truth = truths[evaluate(request, policiesFor(policies, action.toLowerCase())).decision]
    if (truth === 'no') return 'no'
    results.push(truth)
  }
  return every(results)
}

const everything: Source = {
  name: 'every permission',
  policy: parsePolicy('{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'),
}

/** Whether a principal that was given every permission would be an administrator: what its Deny statements and its boundary leave of them. */
export const isAdministratorOnceEmpowered = (
  principal: AccountPrincipal,
  account: Pick<Account, 'id' | 'partition'>,
  context: Request['context'],
): Truth => {
  const { identity } = principal
  const empowered: Read<readonly Source[]> = identity === 'unknown' ? identity : [...identity, everything]
  return isAdministrator({ ...principal, identity: empowered }, account, context)
}
