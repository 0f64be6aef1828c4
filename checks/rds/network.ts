// Amazon RDS: from where a connection to a database can be opened.
import { parseCidr, contains, type Cidr } from '../../src/check/cidr.ts'
import { defineCheck, fail, notApplicable, pass, type Neighbour, type Outcome } from '../../src/check/check.ts'
import { admitsAll, isFromWorld, ruleWords, type Rule } from '../../src/check/ingress.ts'
import { few } from '../../src/check/policies.ts'
import { isPublic } from '../../src/check/subnets.ts'
import { cannotTell, clusterOf, databases, told, userGuide, type Database } from './database.ts'
import { rulesOn } from './rules.ts'

/** In an order that does not depend on that of the rules. */
const words = (rules: readonly Rule[]): readonly string[] => rules.map((rule) => ruleWords(rule)).sort()

/** Subnets of a database that the internet reaches. */
const publicSubnets = (database: Database, subnets: readonly Neighbour<'AWS::EC2::Subnet', 'routing'>[]): readonly string[] =>
  subnets
    .flatMap((subnet) => {
      if (!subnet.found) throw cannotTell(database, `the subnet ${subnet.arn} was not among those that were read`)
      return isPublic(subnet.node.routing) ? [subnet.node.name] : []
    })
    .sort()

export const instancePubliclyAccessible = defineCheck({
  id: 'rds-instance-publicly-accessible',
  title: 'Databases are not reachable from the internet',
  on: 'AWS::RDS::DBInstance',
  needs: [],
  across: { 'protected-by': ['prefixLists'], 'in-subnet': ['routing'] },
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'network-isolation',
  likelihood: 4,
  impact: 5,
  cost: { level: 0, note: 'No charge. Whoever connects from outside needs a VPN, a bastion or a tunnel through Systems Manager.' },
  why: "The database has a public address. One rule in a security group, today or by tomorrow's mistake, is all that is between its login and everybody who tries passwords.",
  fix: {
    cli: 'aws rds modify-db-instance --db-instance-identifier <instance> --no-publicly-accessible --apply-immediately',
    terraform: `resource "aws_db_instance" "<instance>" {
  publicly_accessible = false
}`,
  },
  refs: {
    fsbp: ['RDS.2'],
    cis: ['v3.0:2.3.3', 'v5.0:2.2.3', 'v7.0:3.2.3'],
    docs: [`${userGuide}/USER_VPC.WorkingWithRDSInstanceinaVPC.html`, `${userGuide}/CHAP_CommonTasks.Connect.html`],
  },
  test: (instance, { graph }) => {
    const { Engine } = instance.base
    if (!told(instance, 'PubliclyAccessible')) return pass({ Engine, PubliclyAccessible: false })
    // How near it is to an intruder already: for those who read the finding.
    const open = graph.ifKnown(() => words(rulesOn(instance, instance['protected-by']).filter(isFromWorld)))
    const subnets = graph.ifKnown(() => publicSubnets(instance, instance['in-subnet']))
    return fail({ Engine, PubliclyAccessible: true, openToInternet: open ? few(open) : null, publicSubnets: subnets ? few(subnets) : null })
  },
})

export const instancePublicSubnet = defineCheck({
  id: 'rds-instance-public-subnet',
  title: 'Database subnets have no route to an internet gateway',
  on: 'AWS::RDS::DBInstance',
  needs: [],
  across: { 'in-subnet': ['routing'] },
  threats: ['unauthorized-access'],
  mitigation: 'network-isolation',
  likelihood: 3,
  impact: 4,
  cost: { level: 0, note: 'Subnets and route tables are free. Whatever else stands in the subnet loses its way to the internet too.' },
  why: 'In a subnet that the internet reaches, one flag makes the database public: it takes no change of the network that anybody would review.',
  fix: {
    cli: `# RDS does not move an instance to other subnets of its VPC: give those that it has a route table without an internet gateway
aws ec2 describe-route-tables --filters Name=association.subnet-id,Values=<subnet-id> --query 'RouteTables[].Associations[?SubnetId==\`<subnet-id>\`].RouteTableAssociationId'
aws ec2 replace-route-table-association --association-id <association-id> --route-table-id <private-table-id>
# a subnet that uses the main table has no association: aws ec2 associate-route-table --subnet-id <subnet-id> --route-table-id <private-table-id>
# or restore a snapshot into private subnets
aws rds restore-db-instance-from-db-snapshot --db-instance-identifier <new-instance> --db-snapshot-identifier <snapshot> --db-subnet-group-name <private>`,
    terraform: `resource "aws_route_table_association" "<database>" {
  subnet_id      = aws_subnet.<database>.id
  route_table_id = aws_route_table.<private>.id
}`,
  },
  refs: { fsbp: ['RDS.46'], docs: [`${userGuide}/USER_VPC.WorkingWithRDSInstanceinaVPC.html`] },
  test: (instance) => {
    const count = told(instance, 'SubnetIds').length
    const exposed = publicSubnets(instance, instance['in-subnet'])
    return exposed.length > 0 ? fail({ publicSubnets: few(exposed) }) : pass({ subnets: count })
  },
})

/** Addresses that only networks of one's own have: https://www.rfc-editor.org/rfc/rfc1918, https://www.rfc-editor.org/rfc/rfc6598 and https://www.rfc-editor.org/rfc/rfc4193 */
const own = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].flatMap((text) => parseCidr(text) ?? [])
/** As many addresses as a subnet has at most. */
const subnetPrefix = { 4: 24, 6: 64 } as const
/** IPv6 addresses of a VPC are public ones. */
const isNarrow = (cidr: Cidr): boolean =>
  cidr.prefix >= subnetPrefix[cidr.family] && (cidr.family === 6 || own.some((block) => contains(block, cidr)))

const isBroad = (rule: Rule): boolean => {
  if (admitsAll(rule) || isFromWorld(rule)) return true
  if (rule.peer.type === 'group') return false
  const cidr = parseCidr(rule.peer.cidr)
  return cidr === undefined || !isNarrow(cidr)
}

export const securityGroupBroadIngress = defineCheck({
  id: 'rds-security-group-broad-ingress',
  title: 'Only the expected clients can open a connection to the database port',
  on: databases,
  needs: [],
  across: { 'protected-by': ['prefixLists'] },
  threats: ['unauthorized-access'],
  mitigation: 'network-isolation',
  likelihood: 3,
  impact: 4,
  cost: { level: 0, note: 'No cost.' },
  why: 'A rule for a whole network lets anything that runs there try to log in: a compromised container, a forgotten instance, a laptop in the VPN. A rule for the group of the clients lets in the clients.',
  fix: {
    cli: `aws ec2 authorize-security-group-ingress --group-id <database-group> --protocol tcp --port <port> --source-group <clients-group>
aws ec2 revoke-security-group-ingress --group-id <database-group> --protocol tcp --port <port> --cidr <broad-cidr>`,
    terraform: `resource "aws_vpc_security_group_ingress_rule" "<clients>" {
  security_group_id            = aws_security_group.<database>.id
  referenced_security_group_id = aws_security_group.<clients>.id
  ip_protocol                  = "tcp"
  from_port                    = <port>
  to_port                      = <port>
}`,
  },
  refs: { docs: [`${userGuide}/Overview.RDSSecurityGroups.html`] },
  test: (database): Outcome => {
    const cluster = clusterOf(database)
    if (cluster) return notApplicable({ DBClusterIdentifier: cluster })
    const rules = rulesOn(database, database['protected-by'])
    const broad = words(rules.filter(isBroad))
    const evidence = { port: told(database, 'Port') }
    return broad.length > 0 ? fail({ ...evidence, opens: few(broad) }) : pass({ ...evidence, opens: few(words(rules)) })
  },
})
