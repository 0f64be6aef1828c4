// AWS Lake Formation: the settings of the data lake, and whom it gives which rights.
import { createHash } from 'node:crypto'
import {
  GetDataLakeSettingsCommand,
  LakeFormationClient,
  ListPermissionsCommand,
  ListResourcesCommand,
  type DataLakePrincipal,
  type Permission,
  type PrincipalPermissions,
  type Resource,
} from '@aws-sdk/client-lakeformation'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'
import { once } from '../src/collect/once.ts'
import { parseArn, partitionOf } from '../src/graph/arn.ts'

interface Settings {
  /** ARNs, as Lake Formation spells principals. */
  readonly DataLakeAdmins: readonly string[]
  readonly ReadOnlyAdmins: readonly string[]
  readonly CreateDatabaseDefaultPermissions: readonly Default[]
  readonly CreateTableDefaultPermissions: readonly Default[]
  readonly AllowExternalDataFiltering: boolean
  /** Account ids. */
  readonly ExternalDataFilteringAllowList: readonly string[]
}
interface Default {
  readonly Principal: string
  readonly Permissions: readonly Permission[]
}

/** What rights are given on: a table, all tables of a database (no name), or whatever carries tags. */
interface Granted {
  readonly on: keyof Resource
  readonly CatalogId: string | undefined
  readonly DatabaseName: string | undefined
  readonly TableName: string | undefined
}

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    /** One for each account and region. */
    'AWS::LakeFormation::DataLakeSettings': {
      base: Settings
      /** ARNs of the places in S3 that Lake Formation governs. */
      facets: { locations: readonly string[] }
      edges: {}
    }
    /** What one principal may do with one resource. */
    'AWS::LakeFormation::PrincipalPermissions': {
      base: { Principal: string; Resource: Granted; Permissions: readonly Permission[]; PermissionsWithGrantOption: readonly Permission[] }
      facets: {}
      edges: { 'attached-to': 'AWS::Glue::Database' }
    }
  }
}

const idOf = (principal: DataLakePrincipal | undefined): string =>
  member(principal?.DataLakePrincipalIdentifier, 'DataLakePrincipalIdentifier')
const idsOf = (principals: readonly DataLakePrincipal[] | undefined, name: string): readonly string[] =>
  member(principals, name).map(idOf).sort()
const defaultsOf = (permissions: readonly PrincipalPermissions[] | undefined, name: string): readonly Default[] =>
  member(permissions, name).map(({ Principal, Permissions }) => ({
    Principal: idOf(Principal),
    Permissions: [...member(Permissions, 'Permissions')].sort(),
  }))

const settingsOf = once(async (lake: LakeFormationClient): Promise<Settings> => {
  const s = member((await lake.send(new GetDataLakeSettingsCommand({}))).DataLakeSettings, 'DataLakeSettings')
  return {
    DataLakeAdmins: idsOf(s.DataLakeAdmins, 'DataLakeAdmins'),
    // These came later, and are left out where they were never set.
    ReadOnlyAdmins: idsOf(s.ReadOnlyAdmins ?? [], 'ReadOnlyAdmins'),
    CreateDatabaseDefaultPermissions: defaultsOf(s.CreateDatabaseDefaultPermissions, 'CreateDatabaseDefaultPermissions'),
    CreateTableDefaultPermissions: defaultsOf(s.CreateTableDefaultPermissions, 'CreateTableDefaultPermissions'),
    // "If false or null": https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_DataLakeSettings.html
    AllowExternalDataFiltering: s.AllowExternalDataFiltering ?? false,
    ExternalDataFilteringAllowList: idsOf(s.ExternalDataFilteringAllowList ?? [], 'ExternalDataFilteringAllowList'),
  }
})

export const dataLakeSettings = defineCollector({
  kind: 'AWS::LakeFormation::DataLakeSettings',
  client: LakeFormationClient,
  list: {
    calls: ['lakeformation:GetDataLakeSettings'],
    async *run(lake, at) {
      yield { arn: at.arn('lakeformation', 'data-lake-settings'), name: `Data lake in ${at.region}`, ...(await settingsOf(lake, '')) }
    },
  },
  facets: {
    locations: {
      calls: ['lakeformation:ListResources'],
      read: async (lake) =>
        (
          await Array.fromAsync(
            pages(lake, ListResourcesCommand, { MaxResults: 1000 }, (page) =>
              page.ResourceInfoList?.map(({ ResourceArn }) => member(ResourceArn, 'ResourceArn')),
            ),
          )
        ).sort(),
    },
  },
  edges: {},
})

const grantedOn = (resource: Resource): { readonly granted: Granted; readonly words: string; readonly detail: string } => {
  const {
    Catalog,
    Database,
    Table,
    TableWithColumns: columns,
    DataCellsFilter: cells,
    DataLocation,
    LFTag,
    LFTagPolicy,
    LFTagExpression,
  } = resource
  const granted = (on: keyof Resource, CatalogId: string | undefined, DatabaseName?: string, TableName?: string): Granted => ({
    on,
    CatalogId,
    DatabaseName,
    TableName,
  })
  const found = (one: Granted, words: string, detail: unknown = '') => ({ granted: one, words, detail: JSON.stringify(detail) })
  if (Database) return found(granted('Database', Database.CatalogId, Database.Name), `database ${Database.Name}`)
  if (Table) {
    const { CatalogId, DatabaseName, Name, TableWildcard } = Table
    if (TableWildcard) return found(granted('Table', CatalogId, DatabaseName), `all tables of ${DatabaseName}`)
    return found(granted('Table', CatalogId, DatabaseName, member(Name, 'Name')), `table ${DatabaseName}.${Name}`)
  }
  if (columns) {
    const { CatalogId, DatabaseName, Name, ColumnNames, ColumnWildcard } = columns
    return found(granted('TableWithColumns', CatalogId, DatabaseName, Name), `columns of ${DatabaseName}.${Name}`, [
      ColumnNames,
      ColumnWildcard?.ExcludedColumnNames,
    ])
  }
  if (cells) {
    const one = granted('DataCellsFilter', cells.TableCatalogId, cells.DatabaseName, cells.TableName)
    return found(one, `filter ${cells.Name} of ${cells.DatabaseName}.${cells.TableName}`)
  }
  if (LFTagPolicy) {
    const words = `${(LFTagPolicy.ResourceType ?? '').toLowerCase()}s by tags`
    return found(granted('LFTagPolicy', LFTagPolicy.CatalogId), words, [LFTagPolicy.Expression, LFTagPolicy.ExpressionName])
  }
  if (DataLocation) return found(granted('DataLocation', DataLocation.CatalogId), `location ${DataLocation.ResourceArn}`)
  if (LFTag) return found(granted('LFTag', LFTag.CatalogId), `tag ${LFTag.TagKey}`, LFTag.TagValues)
  if (LFTagExpression) return found(granted('LFTagExpression', LFTagExpression.CatalogId), `tag expression ${LFTagExpression.Name}`)
  if (Catalog) return found(granted('Catalog', Catalog.Id), 'the catalog')
  throw new TypeError('a permission is on nothing that is known')
}

/** Whether a principal of Lake Formation is who asks: itself, or the role that a session is of. */
const isCaller = (principal: string, caller: string): boolean => {
  if (principal === caller) return true
  const session = parseArn(caller)
  const role = parseArn(principal)
  const [kind, name] = session?.resource.split('/') ?? []
  return (
    kind === 'assumed-role' &&
    role?.account === session?.account &&
    role?.resource.startsWith('role/') === true &&
    role.resource.split('/').at(-1) === name
  )
}

export const principalPermissions = defineCollector({
  kind: 'AWS::LakeFormation::PrincipalPermissions',
  client: LakeFormationClient,
  list: {
    calls: ['lakeformation:ListPermissions', 'lakeformation:GetDataLakeSettings'],
    async *run(lake, at) {
      yield* pages(lake, ListPermissionsCommand, { MaxResults: 1000 }, (page) =>
        page.PrincipalResourcePermissions?.map(({ Principal, Resource, Condition, Permissions, PermissionsWithGrantOption }) => {
          const who = idOf(Principal)
          const { granted, words, detail } = grantedOn(member(Resource, 'Resource'))
          const id = createHash('sha256')
            .update(JSON.stringify([who, granted, words, detail, Condition?.Expression]))
            .digest('hex')
            .slice(0, 24)
          return {
            arn: at.arn('lakeformation', `permission/${id}`),
            name: `${who} on ${words}`,
            Principal: who,
            Resource: granted,
            Permissions: [...member(Permissions, 'Permissions')].sort(),
            PermissionsWithGrantOption: [...(PermissionsWithGrantOption ?? [])].sort(),
          }
        }),
      )
      // "Filtered by the permissions of the caller": all of them are shown to administrators alone, and where there are none, nobody uses Lake Formation.
      // https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ListPermissions.html
      const { DataLakeAdmins, ReadOnlyAdmins } = await settingsOf(lake, '')
      if (DataLakeAdmins.length > 0 && ![...DataLakeAdmins, ...ReadOnlyAdmins].some((admin) => isCaller(admin, at.caller))) {
        const error = new Error(
          'Lake Formation shows only what the caller may see; make its role a read-only administrator of the data lake',
        )
        error.name = 'NotDataLakeAdministrator'
        throw error
      }
    },
  },
  facets: {},
  edges: {
    'attached-to': {
      to: 'AWS::Glue::Database',
      from: 'base',
      ref: ({ Resource: { DatabaseName, CatalogId } }, { account, region }) =>
        DatabaseName === undefined
          ? undefined
          : `arn:${partitionOf(region)}:glue:${region}:${CatalogId ?? account}:database/${DatabaseName}`,
    },
  },
})

export default [dataLakeSettings, principalPermissions]
