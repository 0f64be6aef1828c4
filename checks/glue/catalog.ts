// AWS Glue: the Data Catalog as a whole: whether it is encrypted, and whom its policy lets in.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { isForeign, judge } from '../../src/check/policies.ts'

const guide = 'https://docs.aws.amazon.com/glue/latest/dg'

export const catalogMetadataEncryption = defineCheck({
  id: 'glue-catalog-metadata-encryption',
  title: 'Metadata of the Data Catalog is encrypted with KMS',
  on: 'AWS::Glue::DataCatalogEncryptionSettings',
  needs: ['settings'],
  reads: { 'AWS::Glue::Database': [], 'AWS::LakeFormation::DataLakeSettings': [] },
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 2,
  impact: 3,
  cost: {
    level: 2,
    note: 'Every read of the catalog asks KMS, and everybody who queries needs kms:Decrypt on the key: role by role, that is the work.',
  },
  why: 'The catalog is the map of the lake: which tables there are, what is in their columns, where the files lie. With KMS, reading it takes a permission on a key that you can audit and withdraw.',
  fix: {
    cli: `aws glue put-data-catalog-encryption-settings --data-catalog-encryption-settings '{"EncryptionAtRest":{"CatalogEncryptionMode":"SSE-KMS","SseAwsKmsKeyId":"<key-arn>"},"ConnectionPasswordEncryption":{"ReturnConnectionPasswordEncrypted":true,"AwsKmsKeyId":"<key-arn>"}}'`,
    terraform: `resource "aws_glue_data_catalog_encryption_settings" "<name>" {
  data_catalog_encryption_settings {
    encryption_at_rest {
      catalog_encryption_mode = "SSE-KMS"
      sse_aws_kms_key_id      = aws_kms_key.<key>.arn
    }
    connection_password_encryption {
      return_connection_password_encrypted = true
      aws_kms_key_id                       = aws_kms_key.<key>.arn
    }
  }
}`,
  },
  refs: { docs: [`${guide}/encrypt-glue-data-catalog.html`] },
  test: ({ region, settings: { EncryptionAtRest } }, { graph }) => {
    const { CatalogEncryptionMode, SseAwsKmsKeyId = null } = EncryptionAtRest
    if (CatalogEncryptionMode !== 'DISABLED') return pass({ CatalogEncryptionMode, SseAwsKmsKeyId })
    const databases = graph.all('AWS::Glue::Database', region).length
    // Where Lake Formation has administrators, it may keep databases from those who ask: that none is shown does not say that there is none.
    const mayHide =
      databases === 0 && graph.all('AWS::LakeFormation::DataLakeSettings', region).some(({ base }) => base.DataLakeAdmins.length > 0)
    return databases === 0 && !mayHide ? notApplicable({ databases }) : fail({ CatalogEncryptionMode, databases })
  },
})

export const catalogPasswordEncryption = defineCheck({
  id: 'glue-catalog-connection-password-encryption',
  title: 'Passwords of connections are encrypted in the Data Catalog',
  on: 'AWS::Glue::DataCatalogEncryptionSettings',
  needs: ['settings'],
  reads: { 'AWS::Glue::Connection': [] },
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'secret-management',
  likelihood: 3,
  impact: 4,
  cost: { level: 1, note: 'A KMS request for each use of a connection. Crawlers and jobs need kms:Decrypt on the key.' },
  why: 'Without it, one call of glue:GetConnection hands out the password of the database in plain text, to everybody who may see connections.',
  fix: {
    cli: `aws glue put-data-catalog-encryption-settings --data-catalog-encryption-settings '{"EncryptionAtRest":{"CatalogEncryptionMode":"SSE-KMS","SseAwsKmsKeyId":"<key-arn>"},"ConnectionPasswordEncryption":{"ReturnConnectionPasswordEncrypted":true,"AwsKmsKeyId":"<key-arn>"}}'`,
    terraform: `resource "aws_glue_data_catalog_encryption_settings" "<name>" {
  data_catalog_encryption_settings {
    encryption_at_rest {
      catalog_encryption_mode = "SSE-KMS"
      sse_aws_kms_key_id      = aws_kms_key.<key>.arn
    }
    connection_password_encryption {
      return_connection_password_encrypted = true
      aws_kms_key_id                       = aws_kms_key.<key>.arn
    }
  }
}`,
  },
  refs: { docs: [`${guide}/encrypt-connection-passwords.html`] },
  test: ({ region, settings: { ConnectionPasswordEncryption } }, { graph }) => {
    const { ReturnConnectionPasswordEncrypted, AwsKmsKeyId = null } = ConnectionPasswordEncryption
    if (ReturnConnectionPasswordEncrypted && AwsKmsKeyId !== null) return pass({ ReturnConnectionPasswordEncrypted, AwsKmsKeyId })
    const connections = graph.all('AWS::Glue::Connection', region).length
    return connections === 0 ? notApplicable({ connections }) : fail({ ReturnConnectionPasswordEncrypted, AwsKmsKeyId, connections })
  },
})

export const catalogPolicy = defineCheck({
  id: 'glue-catalog-policy-public',
  title: 'The policy of the Data Catalog lets in no public and no unknown account',
  on: 'AWS::Glue::DataCatalog',
  needs: ['policy'],
  uses: ['trustedAccounts'],
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'public-access-block',
  likelihood: 3,
  impact: 5,
  cost: { level: 0, note: 'Free. Partners that are meant are entered as trusted accounts, once.' },
  why: 'One policy governs every database and table of the region. Whoever it lets in learns what data there is and where it lies, and with write access can point a table at files of their own.',
  fix: {
    cli: `aws glue put-resource-policy --policy-in-json file://<policy.json>
# <policy.json> names who is meant: {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::<trusted-account>:role/<role>"}, "Action": "glue:GetTable", "Resource": ["arn:aws:glue:<region>:<account>:catalog", "arn:aws:glue:<region>:<account>:database/<database>", "arn:aws:glue:<region>:<account>:table/<database>/*"]}`,
    terraform: `resource "aws_glue_resource_policy" "<name>" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::<trusted-account>:role/<role>" }
      Action    = "glue:GetTable"
      Resource  = ["arn:aws:glue:<region>:<account>:catalog", "arn:aws:glue:<region>:<account>:database/<database>", "arn:aws:glue:<region>:<account>:table/<database>/*"]
    }]
  })
}`,
  },
  refs: { docs: [`${guide}/security_iam_resource-based-policy-examples.html`, `${guide}/cross-account-access.html`] },
  test: (catalog, { trustedAccounts }) => judge(catalog, catalog.policy, isForeign(catalog, trustedAccounts)),
})
