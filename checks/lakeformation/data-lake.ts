// AWS Lake Formation: who administers the data lake, what it gives by default, and what it gives to everybody or to strangers.
import { defineCheck, fail, notApplicable, pass, type Outcome, type Settings } from '../../src/check/check.ts'
import { sensitiveClassOf } from '../../src/check/classification.ts'
import { few } from '../../src/check/policies.ts'
import { Missing } from '../../src/check/view.ts'
import { parseArn } from '../../src/graph/arn.ts'
import type { BaseOf } from '../../src/graph/kinds.ts'
import { isIntended } from '../iam/administrator.ts'

const guide = 'https://docs.aws.amazon.com/lake-formation/latest/dg'

/** Lake Formation's name for: whoever IAM lets in. */
const everybodyByIam = 'IAM_ALLOWED_PRINCIPALS'

export const defaultPermissions = defineCheck({
  id: 'lakeformation-default-permissions-open',
  title: 'New databases and tables are not open to everybody whom IAM lets in',
  on: 'AWS::LakeFormation::DataLakeSettings',
  needs: ['locations'],
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'least-privilege-iam',
  likelihood: 3,
  impact: 3,
  cost: { level: 1, note: 'Free. Whoever reads new tables has to be granted that by Lake Formation.' },
  why: 'The lake looks governed, and every table that somebody adds is not: Lake Formation gives it to whoever has glue and s3 rights in IAM, until a person thinks of taking that back.',
  fix: {
    cli: `aws lakeformation get-data-lake-settings --query DataLakeSettings > <settings.json>
# then, with "CreateDatabaseDefaultPermissions": [] and "CreateTableDefaultPermissions": [] in it:
aws lakeformation put-data-lake-settings --data-lake-settings file://<settings.json>`,
    terraform: `resource "aws_lakeformation_data_lake_settings" "<name>" {
  admins = ["<role-arn>"]
  # No create_database_default_permissions and no create_table_default_permissions.
}`,
  },
  refs: { docs: [`${guide}/change-settings.html`, `${guide}/upgrade-glue-lake-formation.html`] },
  test: ({ base, locations }) => {
    const open = (['CreateDatabaseDefaultPermissions', 'CreateTableDefaultPermissions'] as const).filter((name) =>
      base[name].some(({ Principal }) => Principal === everybodyByIam),
    )
    if (open.length === 0) return pass()
    return locations.length === 0 ? notApplicable({ registeredLocations: 0 }) : fail({ open, registeredLocations: locations.length })
  },
})

/** A team and its stand-ins; whoever is meant besides is named in the settings. */
const mostAdministrators = 5

export const administratorsLimited = defineCheck({
  id: 'lakeformation-admins-limited',
  title: 'Data lake administrators are few and known',
  on: 'AWS::LakeFormation::DataLakeSettings',
  needs: [],
  uses: ['administrators', 'trustedAccounts'],
  threats: ['unauthorized-access'],
  mitigation: 'least-privilege-iam',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. Whoever only looks can be a read-only administrator.' },
  why: 'An administrator of the data lake grants itself and others whatever is in it. Each one more is a way to all the data, and the root user or a stranger among them is one that nobody watches.',
  fix: {
    cli: `aws lakeformation get-data-lake-settings --query DataLakeSettings > <settings.json>
# then, with fewer "DataLakeAdmins" in it:
aws lakeformation put-data-lake-settings --data-lake-settings file://<settings.json>`,
    terraform: `resource "aws_lakeformation_data_lake_settings" "<name>" {
  admins           = ["<role-arn>"]
  read_only_admins = ["<role-arn>"]
}`,
  },
  refs: { docs: [`${guide}/initial-lf-config.html`, `${guide}/implicit-permissions.html`] },
  test: ({ account, base: { DataLakeAdmins } }, { administrators, trustedAccounts }) => {
    if (DataLakeAdmins.length === 0) return notApplicable({ DataLakeAdmins: 0 })
    const unwanted = DataLakeAdmins.filter((admin) => {
      const parsed = parseArn(admin)
      return parsed?.resource === 'root' || (parsed && ![account, ...trustedAccounts].includes(parsed.account))
    })
    const unnamed = DataLakeAdmins.filter((admin) => !isIntended(admin.slice(admin.lastIndexOf('/') + 1), { administrators }))
    const evidence = { DataLakeAdmins: DataLakeAdmins.length, most: mostAdministrators }
    if (unwanted.length > 0) return fail({ ...evidence, unwanted: few(unwanted) })
    return (unnamed.length <= mostAdministrators ? pass : fail)(evidence)
  },
})

/** Who a principal of a grant is, as far as it matters here. */
const sortOf = (principal: string, account: string, trustedAccounts: readonly string[]): 'everybody' | 'stranger' | 'known' => {
  if (principal === everybodyByIam || principal === 'EVERYONE') return 'everybody'
  const [, all] = /^(\d{12}):IAMPrincipals$/.exec(principal) ?? []
  const parsed = parseArn(principal)
  const owner = all ?? (/^\d{12}$/.test(principal) ? principal : parsed?.account)
  // An organization is trusted by whoever names it; groups of Identity Center have no account.
  const known = !owner || parsed?.service === 'organizations' || [account, ...trustedAccounts].includes(owner)
  return known ? (all === undefined ? 'known' : 'everybody') : 'stranger'
}

const reading = new Set(['ALL', 'SELECT', 'SUPER_USER'])

const judgeFiltering = (
  { AllowExternalDataFiltering, ExternalDataFilteringAllowList }: BaseOf<'AWS::LakeFormation::DataLakeSettings'>,
  account: string,
  trustedAccounts: readonly string[],
): Outcome => {
  if (!AllowExternalDataFiltering) return pass({ AllowExternalDataFiltering })
  const strangers = ExternalDataFilteringAllowList.filter((id) => ![account, ...trustedAccounts].includes(id))
  return (strangers.length === 0 ? pass : fail)({ AllowExternalDataFiltering, strangers: few(strangers) })
}

export const grants = defineCheck({
  id: 'lakeformation-grants-everyone',
  title: 'Sensitive tables are granted to nobody unknown, and not to everybody',
  on: ['AWS::LakeFormation::PrincipalPermissions', 'AWS::LakeFormation::DataLakeSettings'],
  needs: [],
  reads: {
    'AWS::LakeFormation::PrincipalPermissions': [],
    'AWS::LakeFormation::DataLakeSettings': [],
    'AWS::Glue::Database': ['tags'],
  },
  uses: ['trustedAccounts', 'dataClassTags', 'sensitiveClasses'],
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'least-privilege-iam',
  likelihood: 3,
  impact: 4,
  cost: { level: 0, note: 'Free. Whoever reads these tables has to be named.' },
  why: 'A grant to everybody takes Lake Formation out of the way, and one to another account leaves to its administrators who reads the data. For the tables that matter most, that is what the lake was governed against.',
  fix: {
    cli: `aws lakeformation revoke-permissions --principal DataLakePrincipalIdentifier=<principal> --resource '{"Table":{"DatabaseName":"<database>","TableWildcard":{}}}' --permissions ALL`,
    terraform: `resource "aws_lakeformation_permissions" "<name>" {
  principal   = "<role-arn>"
  permissions = ["SELECT"]
  table {
    database_name = "<database>"
    name          = "<table>"
  }
}`,
  },
  refs: {
    docs: [`${guide}/revoking-permissions.html`, `${guide}/upgrade-glue-lake-formation.html`, `${guide}/cross-account-permissions.html`],
  },
  test: (subject, { graph, trustedAccounts, ...settings }) => {
    if (subject.kind === 'AWS::LakeFormation::DataLakeSettings') return judgeFiltering(subject.base, subject.account, trustedAccounts)
    const { Principal, Permissions, Resource } = subject.base
    const sort = sortOf(Principal, subject.account, trustedAccounts)
    if (sort === 'known' || !Permissions.some((one) => reading.has(one))) return pass({ Principal, Permissions })
    const evidence = { Principal, Permissions, on: subject.name.slice(Principal.length + ' on '.length) }
    // Tags on resources decide what it covers, those of tomorrow too.
    if (Resource.on === 'LFTagPolicy') return fail(evidence)
    // A super user of a catalog may do everything with whatever is in it: https://docs.aws.amazon.com/lake-formation/latest/dg/granting-multi-catalog-permissions.html
    if (Resource.on === 'Catalog' && Permissions.includes('SUPER_USER')) return fail(evidence)
    const [database] = graph.out(subject, 'attached-to', 'AWS::Glue::Database')
    if (!database) return notApplicable({ on: Resource.on })
    // What belongs to another account is classified there.
    if (!database.found && database.foreign) return notApplicable({ database: database.arn })
    const dataClass = classOf(database, settings)
    if (dataClass === undefined) return notApplicable({ dataClass: null })
    if (Principal === everybodyByIam && !governed(graph.all('AWS::LakeFormation::DataLakeSettings', subject.region)))
      return notApplicable({ DataLakeAdmins: 0 })
    return fail({ ...evidence, dataClass })
  },
})

/** Where Lake Formation has no administrator nobody uses it, and IAM alone decides: that is what the default grant says. */
const governed = (settings: readonly { readonly base: BaseOf<'AWS::LakeFormation::DataLakeSettings'> }[]): boolean =>
  settings.some(({ base }) => base.DataLakeAdmins.length > 0)

type Tagged =
  | { readonly found: true; readonly node: { readonly tags: Readonly<Record<string, string>> } }
  | { readonly found: false; readonly arn: string }

/** Ends the check with `unknown` where the database is not shown: its tags are not known then. */
const classOf = (database: Tagged, settings: Pick<Settings, 'dataClassTags' | 'sensitiveClasses'>): string | undefined => {
  if (database.found) return sensitiveClassOf(database.node.tags, settings)
  throw new Missing([
    {
      reason: 'denied',
      operation: 'glue:GetDatabases',
      action: 'glue:GetDatabases',
      message: `${database.arn} is not among the databases that the caller is shown; Lake Formation shows each caller what it may see`,
    },
  ])
}
