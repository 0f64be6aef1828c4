// What the check on policies of tables and streams decides.
import { tablePolicyCrossAccount } from '../../../checks/dynamodb/policy.ts'
import type { AnyNode } from '../../../src/graph/node.ts'
import { account, foreignAccount, region, resource } from '../../support/nodes.ts'
import {
  allows,
  denies,
  document,
  foreign,
  organization,
  own,
  service,
  shapes,
  unreadable,
  type Statement,
} from '../../support/policies.ts'
import { given, verify, type Case } from '../../support/verify.ts'

const get = 'dynamodb:GetItem'
const arnOf = (name: string): string => `arn:aws:dynamodb:${region}:${account}:table/${name}`
const table = (name: string, policy: string | null): AnyNode =>
  resource('AWS::DynamoDB::Table', { name, arn: arnOf(name), facets: { policy } })
const onTable = (name: string, ...statements: readonly Statement[]): AnyNode => table(name, document(...statements))
const onStream = (name: string, policy: string | null, ofTable: string | null = null, settings: Case['settings'] = {}): Case =>
  given(table(name, ofTable), {
    settings,
    with: [
      resource('AWS::DynamoDB::Stream', {
        name,
        arn: `${arnOf(name)}/stream/2026-01-01T00:00:00.000`,
        base: { TableArn: arnOf(name) },
        facets: { policy },
      }),
    ],
  })
const trusted = { trustedAccounts: [foreignAccount] }

verify(tablePolicyCrossAccount, {
  pass: [
    table('no policy', null),
    onTable('the account', allows(own, 'dynamodb:*')),
    onTable('an organization', allows('*', get, organization)),
    onTable(
      'a service',
      allows(service('redshift'), 'dynamodb:ExportTableToPointInTime', { StringEquals: { 'aws:SourceAccount': account } }),
    ),
    given(onTable('a trusted account', allows(foreign, get)), { settings: trusted }),
    onTable('let in and shut out', allows(foreign, get), denies('*', '*', { StringNotEquals: { 'aws:PrincipalAccount': account } })),
    onStream('a stream without a policy', null),
    onStream('a stream for the account', document(allows(own, 'dynamodb:GetRecords'))),
    onStream('a stream for a trusted account', document(allows(foreign, 'dynamodb:GetRecords')), null, trusted),
  ],
  fail: [
    ...Object.entries(shapes(allows(foreign, get))).map(([name, policy]) => table(name, policy)),
    onTable('everyone', allows('*', get)),
    onTable('everyone, on its indexes', allows('*', 'dynamodb:Query', undefined, `${arnOf('everyone, on its indexes')}/index/*`)),
    onTable('everyone but one', { Effect: 'Allow', NotPrincipal: own, Action: get, Resource: '*' }),
    onTable(
      'shut out of the table, not of its indexes',
      allows(foreign, 'dynamodb:Query', undefined, ['*']),
      denies('*', '*', undefined, arnOf('shut out of the table, not of its indexes')),
    ),
    onStream('a stream for another account', document(allows(foreign, 'dynamodb:GetRecords'))),
    onStream('the table for another account, its stream cannot be read', '{', document(allows(foreign, get))),
  ],
  unknown: [...Object.entries(unreadable).map(([name, policy]) => table(name, policy)), onStream('a stream that cannot be read', '{')],
})
