// Security groups: the default ones, and what sensitive workloads may send out.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { sensitiveClassOf } from '../../src/check/classification.ts'
import { admitsAll, egressOf, isFromWorld, ruleWords } from '../../src/check/ingress.ts'
import { few } from '../../src/check/policies.ts'

const guide = 'https://docs.aws.amazon.com/vpc/latest/userguide'

export const defaultGroupClosed = defineCheck({
  id: 'ec2-sg-default-closed',
  title: 'Default security groups allow nothing',
  on: 'AWS::EC2::SecurityGroup',
  needs: [],
  threats: ['unauthorized-access'],
  mitigation: 'network-isolation',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. Whatever uses the group has to get one of its own first.' },
  why: 'Whatever is started without naming a group gets this one. While it has its rules, all that carries it can reach each other and send anything anywhere.',
  fix: {
    cli: `aws ec2 describe-security-group-rules --filters Name=group-id,Values=<group-id>
aws ec2 revoke-security-group-ingress --group-id <group-id> --security-group-rule-ids <ingress-rule-id>
aws ec2 revoke-security-group-egress --group-id <group-id> --security-group-rule-ids <egress-rule-id>`,
    terraform: `# without ingress and egress blocks it takes all rules away
resource "aws_default_security_group" "<default>" {
  vpc_id = aws_vpc.<vpc>.id
}`,
  },
  refs: { fsbp: ['EC2.2'], cis: ['v3.0:5.4', 'v5.0:5.5', 'v7.0:6.5'], docs: [`${guide}/default-security-group.html`] },
  test: ({ base: { GroupName, VpcId, IpPermissions, IpPermissionsEgress } }) => {
    if (GroupName !== 'default') return notApplicable({ GroupName })
    const evidence = { VpcId, IpPermissions: IpPermissions.length, IpPermissionsEgress: IpPermissionsEgress.length }
    return (IpPermissions.length + IpPermissionsEgress.length === 0 ? pass : fail)(evidence)
  },
})

export const defaultGroupUnused = defineCheck({
  id: 'ec2-sg-default-in-use',
  title: 'Nothing is attached to a default security group',
  on: 'AWS::EC2::SecurityGroup',
  needs: [],
  reads: { 'AWS::EC2::NetworkInterface': [] },
  threats: ['unauthorized-access'],
  mitigation: 'network-isolation',
  likelihood: 2,
  impact: 3,
  cost: { level: 0, note: 'Free. Groups of a network interface can be changed while it is in use.' },
  why: 'Nobody chose this group: it came because none was named. What shares it was never meant to reach each other.',
  fix: {
    cli: 'aws ec2 modify-network-interface-attribute --network-interface-id <interface-id> --groups <group-id>',
    terraform: `resource "aws_instance" "<instance>" {
  vpc_security_group_ids = [aws_security_group.<group>.id]
}`,
  },
  refs: { docs: [`${guide}/default-security-group.html`] },
  test: ({ arn, base: { GroupName, VpcId } }, { graph }) => {
    if (GroupName !== 'default') return notApplicable({ GroupName })
    const users = graph.into(arn, 'AWS::EC2::NetworkInterface', 'protected-by')
    const types = [...new Set(users.map(({ base }) => base.InterfaceType ?? 'interface'))].sort()
    return users.length === 0 ? pass({ VpcId, inUse: false }) : fail({ VpcId, inUse: true, InterfaceTypes: few(types) })
  },
})

export const egressRestricted = defineCheck({
  id: 'ec2-sg-egress-unrestricted',
  title: 'Workloads that hold sensitive data cannot send it anywhere',
  on: 'AWS::EC2::SecurityGroup',
  needs: ['prefixLists'],
  across: { 'in-vpc': [] },
  reads: {
    'AWS::EC2::NetworkInterface': [],
    'AWS::EC2::Instance': [],
    'AWS::Lambda::Function': ['tags'],
    'AWS::RDS::DBInstance': ['tags'],
  },
  uses: ['dataClassTags', 'sensitiveClasses'],
  threats: ['data-exfiltration'],
  mitigation: 'network-isolation',
  likelihood: 2,
  impact: 4,
  cost: {
    level: 2,
    note: 'Rules are free; finding out what the workload needs is work, and endpoints or a filtering proxy cost by the hour.',
  },
  why: 'Whoever gets to run code there sends what it reads to a server of theirs, by any protocol. Nothing in the network says no.',
  fix: {
    cli: `aws ec2 revoke-security-group-egress --group-id <group-id> --ip-permissions 'IpProtocol=-1,IpRanges=[{CidrIp=0.0.0.0/0}]'
aws ec2 authorize-security-group-egress --group-id <group-id> --ip-permissions 'IpProtocol=tcp,FromPort=443,ToPort=443,UserIdGroupPairs=[{GroupId=<group-of-the-endpoints>}]'`,
    terraform: `resource "aws_vpc_security_group_egress_rule" "<rule>" {
  security_group_id            = aws_security_group.<group>.id
  referenced_security_group_id = aws_security_group.<endpoints>.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}`,
  },
  refs: {
    docs: [`${guide}/security-group-rules.html`, 'https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html'],
  },
  test: (group, { graph, ...settings }) => {
    const { GroupName, Tags } = group.base
    const open = egressOf(group).filter((rule) => admitsAll(rule) && isFromWorld(rule))
    if (open.length === 0) return pass({ GroupName })
    const carriers = [
      ...graph.into(group.arn, 'AWS::EC2::NetworkInterface', 'protected-by').map(({ base }) => base.Tags),
      ...graph.into(group.arn, 'AWS::EC2::Instance', 'protected-by').map(({ base }) => base.Tags),
      ...graph.into(group.arn, 'AWS::Lambda::Function', 'protected-by').map(({ tags }) => tags),
      ...graph.into(group.arn, 'AWS::RDS::DBInstance', 'protected-by').map(({ tags }) => tags),
    ]
    const places = group['in-vpc'].flatMap((vpc) => (vpc.found ? [vpc.node.base.Tags] : []))
    // Of several classes, the most critical.
    const classes = new Set([Tags, ...carriers, ...places].map((tags) => sensitiveClassOf(tags, settings)))
    const dataClass = settings.sensitiveClasses.find((name) => classes.has(name))
    if (dataClass === undefined) return notApplicable({ GroupName, dataClass: null })
    return fail({ GroupName, dataClass, opens: few(open.map((rule) => ruleWords(rule, 'to')).sort()) })
  },
})
