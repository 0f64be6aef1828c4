// What the checks on the Glue Data Catalog decide.
import { catalogMetadataEncryption, catalogPasswordEncryption, catalogPolicy } from '../../../checks/glue/catalog.ts'
import { connection, dataLake, database, encryptionSettings, glueArn } from '../../support/glue.ts'
import { account, foreignAccount, resource } from '../../support/nodes.ts'
import { allows, denies, document, foreign, organization, own, service, shapes, unreadable } from '../../support/policies.ts'
import { given, verify } from '../../support/verify.ts'

const kms = (CatalogEncryptionMode: 'SSE-KMS' | 'SSE-KMS-WITH-SERVICE-ROLE') => ({
  atRest: { CatalogEncryptionMode, SseAwsKmsKeyId: 'alias/lake' },
})
const admin = { DataLakeAdmins: [`arn:aws:iam::${account}:role/lake-admin`] }

verify(catalogMetadataEncryption, {
  pass: [
    given(encryptionSettings('KMS', kms('SSE-KMS')), { evidence: { CatalogEncryptionMode: 'SSE-KMS', SseAwsKmsKeyId: 'alias/lake' } }),
    encryptionSettings('KMS with a role of its own', kms('SSE-KMS-WITH-SERVICE-ROLE')),
  ],
  fail: [
    given(encryptionSettings('a database'), {
      with: [database('shop'), dataLake('lake')],
      evidence: { CatalogEncryptionMode: 'DISABLED', databases: 1 },
    }),
    given(encryptionSettings('databases that Lake Formation may hide'), { with: [dataLake('lake', admin)] }),
  ],
  notApplicable: [
    given(encryptionSettings('an empty catalog'), { with: [dataLake('lake')] }),
    given(encryptionSettings('databases elsewhere'), {
      with: [database('shop', {}, { region: 'eu-central-1' }), dataLake('lake'), dataLake('there', admin, [], 'eu-central-1')],
    }),
  ],
})

const passwords = (ReturnConnectionPasswordEncrypted: boolean, AwsKmsKeyId?: string) => ({
  passwords: { ReturnConnectionPasswordEncrypted, AwsKmsKeyId },
})
verify(catalogPasswordEncryption, {
  pass: [encryptionSettings('encrypted', passwords(true, 'alias/lake'))],
  fail: [
    given(encryptionSettings('in plain text'), {
      with: [connection('shop')],
      evidence: { ReturnConnectionPasswordEncrypted: false, AwsKmsKeyId: null, connections: 1 },
    }),
    given(encryptionSettings('no key', passwords(true)), { with: [connection('shop')] }),
    given(encryptionSettings('a key for storing alone', passwords(false, 'alias/lake')), { with: [connection('shop')] }),
  ],
  notApplicable: [
    encryptionSettings('no connections'),
    given(encryptionSettings('connections elsewhere'), { with: [connection('shop', {}, {}, 'eu-central-1')] }),
  ],
})

const catalog = (name: string, policy: string | null) =>
  resource('AWS::Glue::DataCatalog', { name, arn: glueArn('catalog'), facets: { policy } })
const read = 'glue:GetTable'
const table = glueArn('table/shop/orders')

verify(catalogPolicy, {
  pass: [
    given(catalog('no policy', null), { evidence: { lets: [] } }),
    catalog('the account', document(allows(own, 'glue:*'))),
    catalog('an organization', document(allows('*', read, organization))),
    catalog('shares of Resource Access Manager', document(allows(service('ram'), 'glue:ShareResource'))),
    given(catalog('a trusted account', document(allows(foreign, read, undefined, table))), {
      settings: { trustedAccounts: [foreignAccount] },
    }),
    catalog(
      'opened and closed again',
      document(allows('*', read), denies('*', 'glue:*', { StringNotEquals: { 'aws:PrincipalAccount': account } })),
    ),
  ],
  fail: [
    ...Object.entries(shapes(allows('*', 'glue:*'))).map(([name, policy]) => catalog(name, policy)),
    catalog('everyone on one table', document(allows('*', read, undefined, [glueArn('catalog'), glueArn('database/shop'), table]))),
    given(catalog('a stranger on one table', document(allows(foreign, read, undefined, table))), {
      evidence: { lets: [`arn:aws:iam::${foreignAccount}:root: ${read} (statement 1)`] },
    }),
    catalog('a Deny of other tables', document(allows('*', read), denies('*', read, undefined, table))),
  ],
  unknown: Object.entries(unreadable).map(([name, policy]) => catalog(name, policy)),
})
