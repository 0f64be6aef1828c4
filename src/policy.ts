// The least-privilege IAM policy of a plan: exactly the actions that its operations need.
import { actionsOf } from './aws/actions.ts'
import { gatewayGet, gatewayResources } from './aws/gateway-paths.ts'
import type { Operation } from './graph/fact.ts'

export interface PolicyStatement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  /** ARNs where an action reads more than is asked. */
  readonly Resource: '*' | readonly string[]
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

/** Statements that allow some actions for these operations: one, and one for API Gateway's GET on nothing but the paths that they read. */
export const allowing = (
  Sid: string,
  actions: readonly string[],
  operations: readonly Operation[],
  partition: string,
): readonly PolicyStatement[] => {
  const others = actions.filter((action) => action !== gatewayGet)
  return [
    ...(others.length > 0 ? [{ Sid, Effect: 'Allow', Action: others, Resource: '*' } as const] : []),
    ...(others.length < actions.length
      ? [{ Sid: `${Sid}Get`, Effect: 'Allow', Action: [gatewayGet], Resource: gatewayResources(operations, partition) } as const]
      : []),
  ]
}

/** Statements by service, so that a person can read them. `partition` as the ARNs of resources begin: `aws`, or what stands for it in a template. */
export const policyDocument = (operations: readonly Operation[], partition = 'aws'): PolicyJson => {
  const byService = Map.groupBy(actionsFor(operations), (action) => action.slice(0, action.indexOf(':')))
  return {
    Version: '2012-10-17',
    Statement: [...byService].flatMap(([service, actions]) => {
      const name = service.replaceAll(/(^|-)(\w)/g, (_all, _dash, letter: string) => letter.toUpperCase())
      return allowing(`Parapet${name}`, actions, operations, partition)
    }),
  }
}
