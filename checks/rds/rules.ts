// Amazon RDS: what the security groups of a database let in.
import type { Neighbour } from '../../src/check/check.ts'
import { admits, ingressOf, type Rule } from '../../src/check/ingress.ts'
import { cannotTell, told, type Database } from './database.ts'

type Groups = readonly Neighbour<'AWS::EC2::SecurityGroup', 'prefixLists'>[]

/** What the security groups of a database let in to its port. */
export const rulesOn = (database: Database, groups: Groups): readonly Rule[] => {
  told(database, 'VpcSecurityGroupIds')
  const port = told(database, 'Port')
  return groups
    .flatMap((group) => {
      if (!group.found) throw cannotTell(database, `the security group ${group.arn} was not among those that were read`)
      return ingressOf(group.node)
    })
    .filter((rule) => admits(rule, 'tcp', port))
}
