// Network ACLs: the second filter, before whole subnets.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { entryForEveryone } from '../../src/check/network-acls.ts'
import { few } from '../../src/check/policies.ts'

export const adminPortsOpen = defineCheck({
  id: 'ec2-nacl-admin-ports-open',
  title: 'Network ACLs do not admit remote administration from anywhere',
  on: 'AWS::EC2::NetworkAcl',
  needs: [],
  threats: ['unauthorized-access'],
  mitigation: 'network-isolation',
  likelihood: 2,
  impact: 2,
  cost: { level: 1, note: 'Free. Entries have no memory: answers to connections from inside need the ports from 1024 to be open.' },
  why: 'A network ACL is what still holds when somebody opens a security group by mistake. One that lets in everything does not.',
  fix: {
    cli: `aws ec2 create-network-acl-entry --network-acl-id <acl-id> --ingress --rule-number 50 --protocol 6 --port-range From=22,To=22 --cidr-block 0.0.0.0/0 --rule-action deny
aws ec2 create-network-acl-entry --network-acl-id <acl-id> --ingress --rule-number 51 --protocol 6 --port-range From=3389,To=3389 --cidr-block 0.0.0.0/0 --rule-action deny`,
    terraform: `resource "aws_network_acl_rule" "<rule>" {
  network_acl_id = aws_network_acl.<acl>.id
  rule_number    = 50
  protocol       = "tcp"
  rule_action    = "deny"
  cidr_block     = "0.0.0.0/0"
  from_port      = 22
  to_port        = 22
}`,
  },
  refs: {
    fsbp: ['EC2.21'],
    cis: ['v3.0:5.1', 'v5.0:5.2', 'v7.0:6.2'],
    docs: ['https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html'],
  },
  test: ({ base: { IsDefault, Entries, SubnetIds } }) => {
    if (SubnetIds.length === 0) return notApplicable({ inUse: false })
    const open = [22, 3389].flatMap((port) => {
      const entry = entryForEveryone(Entries, 'tcp', port)
      return entry ? [`tcp ${port} from ${entry.CidrBlock ?? entry.Ipv6CidrBlock ?? ''} (rule ${entry.RuleNumber})`] : []
    })
    return open.length === 0 ? pass({ IsDefault }) : fail({ IsDefault, opens: few(open) })
  },
})
