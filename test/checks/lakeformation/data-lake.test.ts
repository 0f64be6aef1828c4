// What the checks on Lake Formation decide.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { administratorsLimited, defaultPermissions, grants } from '../../../checks/lakeformation/data-lake.ts'
import { defaultSettings } from '../../../src/check/check.ts'
import { evaluate } from '../../../src/check/evaluate.ts'
import type { BaseOf } from '../../../src/graph/kinds.ts'
import { dataLake, database, everybody } from '../../support/glue.ts'
import { account, foreignAccount, inventoryOf, now, region, resource } from '../../support/nodes.ts'
import { given, verify } from '../../support/verify.ts'

const open = { CreateDatabaseDefaultPermissions: [everybody], CreateTableDefaultPermissions: [everybody] }
const closed = { CreateDatabaseDefaultPermissions: [], CreateTableDefaultPermissions: [] }
const location = ['arn:aws:s3:::shop-lake']

verify(defaultPermissions, {
  pass: [dataLake('closed', closed, location), dataLake('closed, and not used', closed)],
  fail: [
    given(dataLake('as AWS makes it', open, location), {
      evidence: { open: ['CreateDatabaseDefaultPermissions', 'CreateTableDefaultPermissions'], registeredLocations: 1 },
    }),
    dataLake('half', { ...closed, CreateTableDefaultPermissions: [everybody] }, location),
  ],
  notApplicable: [given(dataLake('not used', open), { evidence: { registeredLocations: 0 } })],
})

const role = (name: string, owner = account): string => `arn:aws:iam::${owner}:role/${name}`
const admins = (...DataLakeAdmins: readonly string[]) => ({ DataLakeAdmins })
const six = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => role(`data/${name}`))

verify(administratorsLimited, {
  pass: [
    dataLake('one', admins(role('lake-admin'))),
    dataLake('five', admins(...six.slice(1))),
    given(dataLake('six, of whom one is meant', admins(...six)), { settings: { administrators: ['f'] } }),
    given(dataLake('a trusted account', admins(role('lake-admin', foreignAccount))), { settings: { trustedAccounts: [foreignAccount] } }),
  ],
  fail: [
    given(dataLake('six', admins(...six)), { evidence: { DataLakeAdmins: 6, most: 5 } }),
    given(dataLake('root', admins(`arn:aws:iam::${account}:root`)), {
      evidence: { DataLakeAdmins: 1, most: 5, unwanted: [`arn:aws:iam::${account}:root`] },
    }),
    dataLake('a stranger', admins(role('lake-admin', foreignAccount))),
  ],
  notApplicable: [dataLake('nobody')],
})

type Grant = BaseOf<'AWS::LakeFormation::PrincipalPermissions'>
const grant = (
  Principal: string,
  Permissions: Grant['Permissions'] = ['SELECT'],
  on: Partial<Grant['Resource']> = { DatabaseName: 'payments', TableName: 'cards' },
) =>
  resource('AWS::LakeFormation::PrincipalPermissions', {
    name: `${Principal} on table payments.cards`,
    arn: `arn:aws:lakeformation:${region}:${account}:permission/1`,
    base: {
      Principal,
      Permissions,
      PermissionsWithGrantOption: [],
      Resource: { on: 'Table', CatalogId: account, DatabaseName: undefined, TableName: undefined, ...on },
    },
  })
const governed = dataLake('lake', admins(role('lake-admin')))
const payments = database('payments', { 'data-classification': 'restricted' })
const around = { with: [governed, payments] }
const byIam = 'IAM_ALLOWED_PRINCIPALS'
const outsider = role('partner', foreignAccount)
const filtering = (...ExternalDataFilteringAllowList: readonly string[]) => ({
  AllowExternalDataFiltering: true,
  ExternalDataFilteringAllowList,
})

verify(grants, {
  pass: [
    given(grant(role('analyst')), around),
    given(grant(byIam, ['DESCRIBE']), around),
    given(grant(`arn:aws:organizations::${foreignAccount}:organization/o-a1b2c3d4e5`), around),
    given(grant('arn:aws:identitystore:::group/0a1b'), around),
    given(grant(outsider), { ...around, settings: { trustedAccounts: [foreignAccount] } }),
    dataLake('no external filtering'),
    dataLake('external filtering of its own', filtering(account)),
    given(dataLake('external filtering by a trusted account', filtering(foreignAccount)), {
      settings: { trustedAccounts: [foreignAccount] },
    }),
  ],
  fail: [
    given(grant(byIam, ['ALL']), {
      ...around,
      evidence: { Principal: byIam, Permissions: ['ALL'], on: 'table payments.cards', dataClass: 'restricted' },
    }),
    given(grant(`${account}:IAMPrincipals`), around),
    given(grant(outsider), around),
    given(grant(foreignAccount), around),
    given(grant(`${foreignAccount}:IAMPrincipals`), around),
    given(grant(foreignAccount, ['SELECT'], { on: 'LFTagPolicy' }), { ...around, title: 'whatever carries tags' }),
    given(grant(foreignAccount, ['SUPER_USER'], { on: 'Catalog' }), { ...around, title: 'all of a catalog' }),
    given(grant(foreignAccount, ['ALL'], { on: 'Database', DatabaseName: 'payments' }), { with: [payments], title: 'no Lake Formation' }),
    given(dataLake('external filtering by strangers', filtering(account, foreignAccount)), {
      evidence: { AllowExternalDataFiltering: true, strangers: [foreignAccount] },
    }),
  ],
  notApplicable: [
    given(grant(byIam, ['ALL']), { with: [governed, database('payments')], title: 'no class' }),
    given(grant(byIam, ['ALL']), { with: [dataLake('unused'), payments], title: 'IAM alone decides' }),
    given(grant(byIam, ['ALL'], { on: 'Catalog' }), { ...around, title: 'the catalog' }),
    given(grant(foreignAccount, ['ALL'], { CatalogId: foreignAccount, DatabaseName: 'theirs' }), {
      ...around,
      title: 'of another account',
    }),
  ],
  unknown: [given(grant(byIam), { with: [governed], title: 'a database that nobody shows' })],
})

test('says why a database that is not shown keeps a grant from being judged', () => {
  const inventory = inventoryOf([grant(foreignAccount)], { kinds: ['AWS::Glue::Database', 'AWS::LakeFormation::DataLakeSettings'] })
  const [verdict] = evaluate([grants], inventory, { ...defaultSettings, now }).verdicts
  assert.equal(verdict?.verdict, 'unknown')
  assert.ok(verdict.gaps.some(({ message }) => message.includes('shows each caller what it may see')))
})
