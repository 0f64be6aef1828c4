// Network ACLs, entry by entry.
import { adminPortsOpen } from '../../../checks/ec2/network-acls.ts'
import type { BaseOf } from '../../../src/graph/kinds.ts'
import { networkAcl } from '../../support/network.ts'
import { given, verify } from '../../support/verify.ts'

type Entry = BaseOf<'AWS::EC2::NetworkAcl'>['Entries'][number]
const entry = (
  RuleNumber: number,
  RuleAction: 'allow' | 'deny',
  CidrBlock: string,
  Protocol = '-1',
  ports?: readonly [number, number],
): Entry => ({
  RuleNumber,
  RuleAction,
  CidrBlock: CidrBlock.includes(':') ? undefined : CidrBlock,
  Ipv6CidrBlock: CidrBlock.includes(':') ? CidrBlock : undefined,
  Protocol,
  PortRange: ports && { From: ports[0], To: ports[1] },
  Egress: false,
})
const last = entry(32_767, 'deny', '0.0.0.0/0')
const everything = entry(100, 'allow', '0.0.0.0/0')

verify(adminPortsOpen, {
  pass: [
    networkAcl('closed', [last]),
    networkAcl('the network alone', [entry(100, 'allow', '10.0.0.0/8'), last]),
    networkAcl('HTTPS and answers', [
      entry(100, 'allow', '0.0.0.0/0', '6', [443, 443]),
      entry(110, 'allow', '0.0.0.0/0', '6', [4000, 65_535]),
      last,
    ]),
    networkAcl('refused before', [
      entry(50, 'deny', '0.0.0.0/0', '6', [20, 25]),
      entry(51, 'deny', '0.0.0.0/0', '6', [3389, 3389]),
      everything,
      last,
    ]),
    // The order of the answer says nothing: the numbers do.
    networkAcl('refused before, listed after', [everything, entry(50, 'deny', '0.0.0.0/0'), last]),
    networkAcl('UDP', [entry(100, 'allow', '0.0.0.0/0', '17'), last]),
    networkAcl('outwards', [{ ...everything, Egress: true }, last]),
  ],
  fail: [
    given(networkAcl('everything', [everything, last]), {
      evidence: { IsDefault: false, opens: ['tcp 22 from 0.0.0.0/0 (rule 100)', 'tcp 3389 from 0.0.0.0/0 (rule 100)'] },
    }),
    given(networkAcl('SSH', [entry(90, 'allow', '0.0.0.0/0', '6', [22, 22]), last]), {
      evidence: { IsDefault: false, opens: ['tcp 22 from 0.0.0.0/0 (rule 90)'] },
    }),
    networkAcl('IPv6', [entry(90, 'allow', '::/0', '6', [3389, 3389]), last]),
    networkAcl('refused of the other family', [entry(50, 'deny', '0.0.0.0/0'), entry(60, 'allow', '::/0'), last]),
    networkAcl('refused too late', [everything, entry(200, 'deny', '0.0.0.0/0'), last]),
    networkAcl('half of it is refused', [entry(50, 'deny', '0.0.0.0/1'), everything, last]),
    networkAcl('a half', [entry(100, 'allow', '128.0.0.0/1'), last]),
  ],
  notApplicable: [networkAcl('of no subnet', [everything, last], [])],
})
