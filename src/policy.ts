// The least-privilege IAM policy of a plan: exactly the actions that its operations need.
import { actionsOf } from './aws/actions.ts'
import type { Operation } from './graph/fact.ts'

export interface PolicyStatement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: '*'
}

export interface PolicyJson {
  readonly Version: '2012-10-17'
  readonly Statement: readonly PolicyStatement[]
}

/** What every session asks, whatever it reads. sts:GetCallerIdentity needs no permission. */
const ofEverySession: readonly Operation[] = ['ec2:DescribeRegions']

/** All IAM actions for these operations and for what every session asks, sorted. */
export const actionsFor = (operations: readonly Operation[]): readonly string[] =>
  [...new Set([...ofEverySession, ...operations].flatMap((operation) => actionsOf(operation)))].sort()

/** One statement a service, so that a person can read it. */
export const policyDocument = (operations: readonly Operation[]): PolicyJson => {
  const byService = Map.groupBy(actionsFor(operations), (action) => action.slice(0, action.indexOf(':')))
  return {
    Version: '2012-10-17',
    Statement: [...byService].map(([service, actions]) => ({
      Sid: `Parapet${service.replaceAll(/(^|-)(\w)/g, (_all, _dash, letter: string) => letter.toUpperCase())}`,
      Effect: 'Allow',
      Action: actions,
      Resource: '*',
    })),
  }
}
