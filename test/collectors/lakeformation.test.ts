// Reading Lake Formation: its settings, and whom it gives which rights.
import {
  GetDataLakeSettingsCommand,
  ListPermissionsCommand,
  ListResourcesCommand,
  type DataLakeSettings,
  type PrincipalResourcePermissions,
} from '@aws-sdk/client-lakeformation'
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { dataLakeSettings, principalPermissions } from '../../collectors/lakeformation.ts'
import { account, foreignAccount, region } from '../support/nodes.ts'
import { json } from '../support/answers.ts'
import { collectorSuite, listing, on, read, type Suite } from '../support/collector-suite.ts'
import { wireScan } from '../support/wire-scan.ts'

const id = (DataLakePrincipalIdentifier: string) => ({ DataLakePrincipalIdentifier })
const auditor = `arn:aws:iam::${account}:user/auditor`
const analyst = `arn:aws:iam::${account}:role/analyst`
const everybody = { Principal: id('IAM_ALLOWED_PRINCIPALS'), Permissions: ['ALL' as const] }
/** As AWS answers where nobody uses Lake Formation. */
const unused: DataLakeSettings = {
  DataLakeAdmins: [],
  CreateDatabaseDefaultPermissions: [everybody],
  CreateTableDefaultPermissions: [everybody],
  Parameters: { CROSS_ACCOUNT_VERSION: '1' },
}
const used: DataLakeSettings = {
  ...unused,
  DataLakeAdmins: [id(`arn:aws:iam::${account}:role/lake-admin`)],
  ReadOnlyAdmins: [id(auditor)],
  CreateTableDefaultPermissions: [],
  AllowExternalDataFiltering: true,
  ExternalDataFilteringAllowList: [id(foreignAccount)],
}
const settings = (DataLakeSettings: DataLakeSettings | undefined) => on(GetDataLakeSettingsCommand, { DataLakeSettings })

const lake: Suite = {
  listing: 'unpaged',
  answers: [
    settings(used),
    on(ListResourcesCommand, ({ NextToken }) =>
      NextToken === undefined
        ? { ResourceInfoList: [{ ResourceArn: 'arn:aws:s3:::shop-lake/b' }], NextToken: 'more' }
        : { ResourceInfoList: [{ ResourceArn: 'arn:aws:s3:::shop-lake/a', RoleArn: 'not read' }] },
    ),
  ],
  resources: {
    [`Data lake in ${region}`]: {
      base: {
        DataLakeAdmins: [`arn:aws:iam::${account}:role/lake-admin`],
        ReadOnlyAdmins: [auditor],
        CreateDatabaseDefaultPermissions: [{ Principal: 'IAM_ALLOWED_PRINCIPALS', Permissions: ['ALL'] }],
        CreateTableDefaultPermissions: [],
        AllowExternalDataFiltering: true,
        ExternalDataFilteringAllowList: [foreignAccount],
      },
      facets: { locations: ['arn:aws:s3:::shop-lake/a', 'arn:aws:s3:::shop-lake/b'] },
    },
  },
}
collectorSuite(dataLakeSettings, lake)

it('takes what was never set for what AWS says it is', async () => {
  const { nodes } = await read(dataLakeSettings, lake, { facets: [], answers: [settings(unused)] })
  assert.deepEqual(nodes[0]?.base, {
    DataLakeAdmins: [],
    ReadOnlyAdmins: [],
    CreateDatabaseDefaultPermissions: [{ Principal: 'IAM_ALLOWED_PRINCIPALS', Permissions: ['ALL'] }],
    CreateTableDefaultPermissions: [{ Principal: 'IAM_ALLOWED_PRINCIPALS', Permissions: ['ALL'] }],
    AllowExternalDataFiltering: false,
    ExternalDataFilteringAllowList: [],
  })
})

for (const [what, answer] of Object.entries<DataLakeSettings | undefined>({
  'no settings': undefined,
  'settings without administrators': { ...unused, DataLakeAdmins: undefined },
  'settings without defaults': { ...unused, CreateTableDefaultPermissions: undefined },
  'an administrator without a name': { ...unused, DataLakeAdmins: [{}] },
})) {
  it(`takes ${what} for no answer`, async () => {
    const { inventory } = await read(dataLakeSettings, lake, { facets: [], answers: [settings(answer)] })
    assert.ok(inventory.listings.some(({ complete }) => !complete))
  })
}

const granted = (
  Resource: PrincipalResourcePermissions['Resource'],
  more: Partial<PrincipalResourcePermissions> = {},
): PrincipalResourcePermissions => ({
  Principal: id(analyst),
  Resource,
  Permissions: ['SELECT', 'DESCRIBE'],
  PermissionsWithGrantOption: [],
  LastUpdatedBy: 'not read',
  ...more,
})
const CatalogId = account
const on_ = (resource: string): string => `${analyst} on ${resource}`
const base = (where: string, more: object = {}) => ({
  Principal: analyst,
  Permissions: ['DESCRIBE', 'SELECT'],
  PermissionsWithGrantOption: [],
  Resource: { on: where, CatalogId, DatabaseName: undefined, TableName: undefined, ...more },
})
const databaseArn = (name: string, owner = account): string => `arn:aws:glue:${region}:${owner}:database/${name}`

const permissions: Suite = {
  listing: listing(ListPermissionsCommand, {
    token: ['NextToken', 'NextToken'],
    pages: [
      {
        PrincipalResourcePermissions: [
          granted({ Database: { CatalogId, Name: 'shop' } }, { PermissionsWithGrantOption: ['DESCRIBE'] }),
          granted({ Table: { CatalogId, DatabaseName: 'shop', Name: 'orders' } }),
          granted({ Table: { CatalogId: foreignAccount, DatabaseName: 'theirs', Name: 'orders' } }),
        ],
      },
      {
        PrincipalResourcePermissions: [
          granted({ Table: { CatalogId, DatabaseName: 'shop', TableWildcard: {} } }),
          granted({ TableWithColumns: { DatabaseName: 'shop', Name: 'orders', ColumnNames: ['id'] } }),
          granted({ DataCellsFilter: { TableCatalogId: CatalogId, DatabaseName: 'shop', TableName: 'orders', Name: 'own' } }),
          granted({ LFTagPolicy: { CatalogId, ResourceType: 'TABLE', Expression: [{ TagKey: 'class', TagValues: ['open'] }] } }),
          granted({ DataLocation: { CatalogId, ResourceArn: 'arn:aws:s3:::shop-lake' } }),
          granted({ LFTag: { CatalogId, TagKey: 'class', TagValues: ['open'] } }),
          granted({ LFTagExpression: { CatalogId, Name: 'open' } }),
          granted({ Catalog: { Id: CatalogId } }),
        ],
      },
    ],
    empty: { PrincipalResourcePermissions: [] },
  }),
  answers: [settings(used)],
  resources: {
    [on_('database shop')]: {
      base: { ...base('Database', { DatabaseName: 'shop' }), PermissionsWithGrantOption: ['DESCRIBE'] },
      edges: { 'attached-to': [databaseArn('shop')] },
    },
    [on_('table shop.orders')]: {
      base: base('Table', { DatabaseName: 'shop', TableName: 'orders' }),
      edges: { 'attached-to': [databaseArn('shop')] },
    },
    [on_('table theirs.orders')]: { edges: { 'attached-to': [databaseArn('theirs', foreignAccount)] } },
    [on_('all tables of shop')]: { base: base('Table', { DatabaseName: 'shop' }) },
    [on_('columns of shop.orders')]: {
      base: base('TableWithColumns', { CatalogId: undefined, DatabaseName: 'shop', TableName: 'orders' }),
      edges: { 'attached-to': [databaseArn('shop')] },
    },
    [on_('filter own of shop.orders')]: { base: base('DataCellsFilter', { DatabaseName: 'shop', TableName: 'orders' }) },
    [on_('tables by tags')]: { base: base('LFTagPolicy'), edges: { 'attached-to': [] } },
    [on_('location arn:aws:s3:::shop-lake')]: { base: base('DataLocation') },
    [on_('tag class')]: { base: base('LFTag') },
    [on_('tag expression open')]: { base: base('LFTagExpression') },
    [on_('the catalog')]: { base: base('Catalog') },
  },
}
collectorSuite(principalPermissions, permissions)

/** What listing these permissions comes to, with these settings. */
const listed = async (given: readonly PrincipalResourcePermissions[], as: DataLakeSettings) => {
  const { inventory, nodes } = await read(principalPermissions, permissions, {
    answers: [on(ListPermissionsCommand, { PrincipalResourcePermissions: [...given] }), settings(as)],
  })
  return { nodes, complete: inventory.listings.every(({ complete }) => complete), rows: inventory.coverage }
}
const one = granted({ Table: { CatalogId, DatabaseName: 'shop', Name: 'orders' } })

it('takes grants on other columns, and under other conditions, for other grants', async () => {
  const columns = (...ColumnNames: string[]) => granted({ TableWithColumns: { DatabaseName: 'shop', Name: 'orders', ColumnNames } })
  const { nodes } = await listed([columns('id'), columns('card'), one, { ...one, Condition: { Expression: 'context.mfa' } }], used)
  assert.equal(nodes.length, 4)
})

it('takes a grant on something new for no answer', async () => {
  assert.equal((await listed([granted({})], used)).complete, false)
})

it('believes that it sees all grants only as an administrator, or where there is none', async () => {
  assert.equal((await listed([one], unused)).complete, true)
  assert.equal((await listed([one], { ...used, ReadOnlyAdmins: [] })).complete, false)
  const { nodes, complete, rows } = await listed([one], { ...used, ReadOnlyAdmins: [id(`${auditor}-2`)] })
  assert.equal(nodes.length, 1, 'what is shown is kept')
  assert.equal(complete, false)
  assert.ok(rows.some(({ outcome, message }) => outcome === 'error' && message?.includes('read-only administrator')))
})

for (const [what, admin, complete] of [
  ['the role of the session', `arn:aws:iam::${account}:role/teams/security/audit`, true],
  ['a role of another account by the same name', `arn:aws:iam::${foreignAccount}:role/audit`, false],
  ['a user by the same name', `arn:aws:iam::${account}:user/audit`, false],
] as const) {
  it(`knows whether ${what} is who asks, on the wire`, async () => {
    const { listings } = await wireScan([principalPermissions], {
      'lakeformation:ListPermissions': json({
        PrincipalResourcePermissions: [
          {
            Principal: { DataLakePrincipalIdentifier: analyst },
            Resource: { Table: { CatalogId, DatabaseName: 'shop', TableWildcard: {} } },
            Permissions: ['SELECT'],
            LastUpdated: 1_780_000_000,
          },
        ],
      }),
      'lakeformation:GetDataLakeSettings': json({
        DataLakeSettings: {
          DataLakeAdmins: [{ DataLakePrincipalIdentifier: admin }],
          CreateDatabaseDefaultPermissions: [],
          CreateTableDefaultPermissions: [],
        },
      }),
    })
    assert.deepEqual(
      listings.map((listing) => listing.complete),
      [complete],
    )
  })
}
