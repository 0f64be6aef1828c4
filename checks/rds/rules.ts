// Amazon RDS: what the security groups of a database let in.
import type { Neighbour } from '../../src/check/check.ts'
import { admits, groupsIn, ingressOf, type Rule } from '../../src/check/ingress.ts'
import { told, type Database } from './database.ts'

type Groups = readonly Neighbour<'AWS::EC2::SecurityGroup', 'prefixLists'>[]

/** What the security groups of a database let in to its port. */
export const rulesOn = (database: Database, groups: Groups): readonly Rule[] => {
  told(database, 'VpcSecurityGroupIds')
  const port = told(database, 'Port')
  return groupsIn(groups)
    .flatMap(ingressOf)
    .filter((rule) => admits(rule, 'tcp', port))
}
