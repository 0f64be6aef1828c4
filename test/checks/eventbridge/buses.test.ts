// What the checks on event buses decide.
import { busPolicyCrossAccount, busPolicyPublic } from '../../../checks/eventbridge/buses.ts'
import { account, foreignAccount } from '../../support/nodes.ts'
import { arnOf, bus } from '../../support/messaging.ts'
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
import { given, verify } from '../../support/verify.ts'

const put = 'events:PutEvents'
const onBus = (name: string, ...statements: readonly Statement[]) => bus(name, document(...statements))
const inShapes = (statement: Statement) => Object.entries(shapes(statement)).map(([name, policy]) => bus(name, policy))
const broken = Object.entries(unreadable).map(([name, policy]) => bus(name, policy))

verify(busPolicyPublic, {
  pass: [
    given(bus('no policy'), { evidence: { lets: [] } }),
    onBus('the account', allows(own, put)),
    onBus('a foreign account', allows(foreign, put)),
    onBus('an organization', allows('*', put, organization)),
    onBus('a partner', allows(service('events'), put)),
    onBus('about another bus', allows('*', put, undefined, arnOf('events', 'event-bus/other'))),
    onBus('opened and closed', allows('*', put), denies('*', 'events:*', { StringNotEquals: { 'aws:PrincipalAccount': account } })),
  ],
  fail: [
    ...inShapes(allows('*', put)),
    given(onBus('a Sid', { Sid: 'Everybody', ...allows('*', put) }), {
      evidence: { lets: ['anyone: events:PutEvents (statement Everybody)'] },
    }),
    onBus('by what the event says', allows('*', put, { StringEquals: { 'events:source': 'shop' } })),
    onBus('an organization, if there is one', allows('*', put, { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })),
  ],
  unknown: broken,
})

verify(busPolicyCrossAccount, {
  pass: [
    bus('no policy'),
    onBus('the account', allows(own, put)),
    given(onBus('a trusted account', allows(foreign, put)), { settings: { trustedAccounts: [foreignAccount] } }),
    onBus('an organization', allows('*', put, organization)),
  ],
  fail: [...inShapes(allows(foreign, put)), onBus('by its id', allows({ AWS: foreignAccount }, put)), onBus('everyone', allows('*', put))],
  unknown: broken,
})
