// Policies for the tables of checks: statements as people write them, and the shapes that break readers of policies.
import { account, foreignAccount } from './nodes.ts'

export type Statement = Readonly<Record<string, unknown>>

export const document = (...statements: readonly Statement[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements })

export const allows = (Principal: unknown, Action: string | readonly string[], Condition?: object, Resource: unknown = '*'): Statement => ({
  Effect: 'Allow',
  Principal,
  Action,
  Resource,
  ...(Condition && { Condition }),
})
export const denies = (Principal: unknown, Action: string | readonly string[], Condition?: object, Resource: unknown = '*'): Statement => ({
  ...allows(Principal, Action, Condition, Resource),
  Effect: 'Deny',
})
/** A statement of an identity policy. */
export const may = (Action: string | readonly string[], Resource: unknown = '*', Condition?: object): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
})
export const mayNot = (Action: string | readonly string[], Resource: unknown = '*', Condition?: object): Statement => ({
  ...may(Action, Resource, Condition),
  Effect: 'Deny',
})

export const rootOf = (id: string): Statement => ({ AWS: `arn:aws:iam::${id}:root` })
export const own = rootOf(account)
export const foreign = rootOf(foreignAccount)
export const service = (name: string): Statement => ({ Service: `${name}.amazonaws.com` })
export const organization = { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }

/** The same policy in shapes that AWS takes or hands out: all mean the same. */
export const shapes = (statement: Statement): Readonly<Record<string, string>> => ({
  'one statement in a list': document(statement),
  'one statement without a list': JSON.stringify({ Version: '2012-10-17', Statement: statement }),
  'without a version': JSON.stringify({ Statement: [statement] }),
  'URL-encoded': encodeURIComponent(document(statement)),
  'URL-encoded twice': encodeURIComponent(encodeURIComponent(document(statement))),
  'after a hundred others': document(
    ...Array.from({ length: 100 }, (_, n): Statement => ({
      ...denies('*', 'sqs:CreateQueue', undefined, `arn:aws:sqs:eu-west-1:${account}:q${n}`),
    })),
    statement,
  ),
})

/** Documents of which nothing can be said. */
export const unreadable: Readonly<Record<string, string>> = {
  'cut off': document(allows('*', '*')).slice(0, -20),
  empty: '',
  'not JSON': 'Principal: *',
  'a list': '[]',
  'an effect of another kind': document({ ...allows(own, '*'), Effect: 'allow' }),
  'no action': document({ Effect: 'Allow', Principal: '*', Resource: '*' }),
  'a key twice': '{"Statement":[{"Effect":"Allow","Effect":"Deny","Principal":"*","Action":"*"}]}',
  'a principal of another kind': document(allows({ Aws: account }, '*')),
}
