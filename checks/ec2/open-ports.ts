// What security groups open to the whole internet.
import { defineCheck, fail, pass, type GraphView, type Outcome, type Subject } from '../../src/check/check.ts'
import { isEntryPoint } from '../../src/check/entry-points.ts'
import { admits, admitsAll, openToWorld, ruleWords, type Ports, type Rule } from '../../src/check/ingress.ts'
import { few } from '../../src/check/policies.ts'

const guide = 'https://docs.aws.amazon.com/vpc/latest/userguide'
const docs = [`${guide}/security-group-rules.html`] as const

const interfaces = { 'AWS::EC2::NetworkInterface': [] } as const
type Group = Subject<'AWS::EC2::SecurityGroup', 'prefixLists'>

/** How near the danger is: of groups that guard something with a public address, nothing else is in between. */
const attachedTo = (group: Group, graph: GraphView<typeof interfaces>): string | null =>
  graph.ifKnown(() => {
    const guarded = graph.into(group.arn, 'AWS::EC2::NetworkInterface', 'protected-by')
    if (guarded.length === 0) return 'nothing'
    return guarded.some(({ base }) => base.PublicIp !== undefined || base.Ipv6) ? 'a public address' : 'private addresses'
  }) ?? null

/** Fails where the group lets everyone in by a rule that should not. */
const judge = (group: Group, graph: GraphView<typeof interfaces>, unwanted: (rule: Rule) => boolean): Outcome => {
  const { GroupName } = group.base
  const open = openToWorld(group).filter(unwanted)
  if (open.length === 0) return pass({ GroupName })
  return fail({ GroupName, opens: few(open.map((rule) => ruleWords(rule)).sort()), attachedTo: attachedTo(group, graph) })
}

const toAny =
  (ports: readonly (number | Ports)[], protocols: readonly ('tcp' | 'udp')[] = ['tcp']) =>
  (rule: Rule): boolean =>
    protocols.some((protocol) => ports.some((port) => admits(rule, protocol, port)))

const revoke = (port: string): { readonly cli: string; readonly terraform: string } => ({
  cli: `aws ec2 describe-security-group-rules --filters Name=group-id,Values=<group-id>
aws ec2 revoke-security-group-ingress --group-id <group-id> --security-group-rule-ids <rule-id>
aws ec2 authorize-security-group-ingress --group-id <group-id> --ip-permissions 'IpProtocol=tcp,FromPort=${port},ToPort=${port},UserIdGroupPairs=[{GroupId=<group-of-the-callers>}]'`,
  terraform: `resource "aws_vpc_security_group_ingress_rule" "<rule>" {
  security_group_id            = aws_security_group.<group>.id
  referenced_security_group_id = aws_security_group.<callers>.id
  ip_protocol                  = "tcp"
  from_port                    = ${port}
  to_port                      = ${port}
}`,
})

const adminCis = ['v3.0:5.2', 'v3.0:5.3', 'v5.0:5.3', 'v5.0:5.4', 'v7.0:6.3', 'v7.0:6.4'] as const

export const allPortsOpen = defineCheck({
  id: 'ec2-sg-all-ports-open',
  title: 'No security group opens all ports to the internet',
  on: 'AWS::EC2::SecurityGroup',
  needs: ['prefixLists'],
  reads: interfaces,
  threats: ['unauthorized-access', 'denial-of-service'],
  mitigation: 'network-isolation',
  likelihood: 4,
  impact: 5,
  cost: { level: 0, note: 'Free. Find out first which ports are really used: flow logs tell.' },
  why: 'Every service on the machines behind it can be reached and attacked from anywhere, also those that nobody knows to be running.',
  fix: revoke('<port>'),
  refs: { cis: adminCis, docs },
  test: (group, { graph }) => judge(group, graph, admitsAll),
})

export const remoteAdministrationOpen = defineCheck({
  id: 'ec2-sg-remote-admin-open',
  title: 'SSH, RDP and Telnet are not open to the internet',
  on: 'AWS::EC2::SecurityGroup',
  needs: ['prefixLists'],
  reads: interfaces,
  threats: ['unauthorized-access'],
  mitigation: 'network-isolation',
  likelihood: 4,
  impact: 4,
  cost: { level: 0, note: 'Free. Session Manager and EC2 Instance Connect give shells without an open port.' },
  why: 'Open ports of remote administration are found within minutes, and passwords, stolen keys and fresh vulnerabilities are tried on them from then on.',
  fix: revoke('22'),
  refs: {
    fsbp: ['EC2.13', 'EC2.14', 'EC2.53', 'EC2.54'],
    cis: adminCis,
    docs: [...docs, 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html'],
  },
  // SSH, Telnet, RDP (which also speaks UDP), WinRM, VNC.
  test: (group, { graph }) =>
    judge(group, graph, (rule) => toAny([22, 23, 3389, [5985, 5986], 5500, 5900])(rule) || admits(rule, 'udp', 3389)),
})

export const mysqlOpen = defineCheck({
  id: 'ec2-sg-mysql-open',
  title: 'MySQL is not open to the internet',
  on: 'AWS::EC2::SecurityGroup',
  needs: ['prefixLists'],
  reads: interfaces,
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'network-isolation',
  likelihood: 4,
  impact: 5,
  cost: { level: 0, note: 'Free. People who need a client can go through Session Manager port forwarding or a VPN.' },
  why: 'Only a password is left between anyone and the database. It can be guessed, it leaks with the code, and a hole in the server needs none.',
  fix: revoke('3306'),
  refs: { fsbp: ['EC2.19'], docs: [...docs, 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html'] },
  // The last two: mSQL's old port, and the X protocol.
  test: (group, { graph }) => judge(group, graph, toAny([3306, 4333, 33_060])),
})

/** PostgreSQL, SQL Server, Oracle, MongoDB, Redis, memcached, Cassandra, Kafka, Elasticsearch and Kibana. */
const stores: readonly (number | Ports)[] = [
  5432,
  [1433, 1434],
  [1521, 1522],
  [2483, 2484],
  [27_017, 27_019],
  6379,
  11_211,
  [7000, 7001],
  7199,
  9042,
  9160,
  8888,
  9092,
  9200,
  9300,
  5601,
]

export const dataStorePortsOpen = defineCheck({
  id: 'ec2-sg-data-store-ports-open',
  title: 'Other data-store and broker ports are not open to the internet',
  on: 'AWS::EC2::SecurityGroup',
  needs: ['prefixLists'],
  reads: interfaces,
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'network-isolation',
  likelihood: 4,
  impact: 4,
  cost: { level: 0, note: 'Free. The callers get a security group, and the rule names it.' },
  why: 'Databases, caches and brokers are searched for around the clock. Many of them ask for no password unless somebody set one.',
  fix: revoke('5432'),
  refs: { fsbp: ['EC2.19'], docs },
  // SQL Server's browser and memcached answer on UDP as well.
  test: (group, { graph }) => judge(group, graph, (rule) => toAny(stores)(rule) || toAny([1434, 11_211], ['udp'])(rule)),
})

/** FTP, SMTP, DNS, Kerberos, POP3, RPC, NetBIOS, IMAP, SNMP, LDAP, SMB, Docker, Salt, Hadoop and what frameworks listen on while somebody develops. */
const infrastructure: readonly (number | Ports)[] = [
  [20, 21],
  25,
  53,
  88,
  110,
  135,
  [137, 139],
  143,
  161,
  389,
  445,
  464,
  636,
  [749, 750],
  [2375, 2376],
  3000,
  [4505, 4506],
  5000,
  8020,
  8080,
  8088,
  50_070,
  50_470,
]

export const infrastructurePortsOpen = defineCheck({
  id: 'ec2-sg-infrastructure-ports-open',
  title: 'File-sharing, directory, container and other risky ports are not open to the internet',
  on: 'AWS::EC2::SecurityGroup',
  needs: ['prefixLists'],
  reads: interfaces,
  threats: ['unauthorized-access'],
  mitigation: 'network-isolation',
  likelihood: 4,
  impact: 4,
  cost: { level: 0, note: 'Free. What has to be public goes behind a load balancer on port 443.' },
  why: 'These protocols were made for networks in which everyone is trusted. An open Docker, SMB or Salt port alone is enough to take over the machine.',
  fix: revoke('8080'),
  refs: { fsbp: ['EC2.19'], cis: ['v5.0:5.1.2', 'v7.0:6.1.2'], docs },
  test: (group, { graph }) => judge(group, graph, toAny(infrastructure, ['tcp', 'udp'])),
})

/** Ping and the messages without which connections stall: no service listens there. */
const isIcmp = ({ protocol }: Rule): boolean => protocol === 'icmp' || protocol === 'icmpv6'

const isApproved = (rule: Rule, publicPorts: readonly number[]): boolean => {
  const [from, to] = rule.ports
  if (isIcmp(rule)) return true
  if (rule.protocol !== 'tcp' || to - from >= publicPorts.length) return false
  return Array.from({ length: to - from + 1 }, (_, index) => from + index).every((port) => publicPorts.includes(port))
}

export const unapprovedPortOpen = defineCheck({
  id: 'ec2-sg-unapproved-port-open',
  title: 'Only declared ports are open to the internet',
  on: 'AWS::EC2::SecurityGroup',
  needs: ['prefixLists'],
  reads: interfaces,
  uses: ['publicPorts', 'publicEntryPoints'],
  threats: ['unauthorized-access'],
  mitigation: 'network-isolation',
  likelihood: 3,
  impact: 3,
  cost: { level: 0, note: 'Free. What is meant is declared once: settings.publicPorts and settings.publicEntryPoints.' },
  why: 'Whatever is open to everyone has to stand up to everyone. A port that nobody decided to open was not built and is not watched for that.',
  fix: revoke('<port>'),
  refs: { fsbp: ['EC2.18'], docs },
  test: (group, { graph, publicPorts, publicEntryPoints }) => {
    const { GroupName, Tags } = group.base
    if (isEntryPoint([group.name, GroupName, Tags['Name']], { publicEntryPoints })) return pass({ GroupName, declared: true })
    return judge(group, graph, (rule) => !isApproved(rule, publicPorts))
  },
})
