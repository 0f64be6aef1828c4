// Amazon RDS: encryption of storage, and under whose key.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { sensitiveClassOf } from '../../src/check/classification.ts'
import { judgeCustomerKey } from '../../src/check/keys.ts'
import { clusterOf, databases, told, userGuide } from './database.ts'

/** Storage is encrypted when it is made: what is not has to be made again from an encrypted copy. */
const encryptedCopy = {
  cli: `aws rds create-db-snapshot --db-instance-identifier <instance> --db-snapshot-identifier <snapshot>
aws rds copy-db-snapshot --source-db-snapshot-identifier <snapshot> --target-db-snapshot-identifier <snapshot>-encrypted --kms-key-id <key-arn>
aws rds restore-db-instance-from-db-snapshot --db-instance-identifier <new-instance> --db-snapshot-identifier <snapshot>-encrypted
# for a cluster: create-db-cluster-snapshot, and restore-db-cluster-from-snapshot with --kms-key-id`,
  terraform: `resource "aws_db_instance" "<instance>" {
  storage_encrypted = true # makes the instance anew: restore it from an encrypted copy of a snapshot
  kms_key_id        = aws_kms_key.<key>.arn
}`,
}

export const storageEncryption = defineCheck({
  id: 'rds-storage-encryption',
  title: 'Storage of instances and clusters is encrypted',
  on: databases,
  needs: [],
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 3,
  impact: 4,
  cost: {
    level: 1,
    note: 'The default key is free, latency hardly changes; an existing database has to be restored from an encrypted copy, with downtime.',
  },
  why: 'Whoever gets at the volumes, at a snapshot or at a log file of an unencrypted database reads all of it, and no key can be taken away from them.',
  fix: encryptedCopy,
  refs: {
    fsbp: ['RDS.3', 'RDS.27'],
    cis: ['v3.0:2.3.1', 'v5.0:2.2.1', 'v7.0:3.2.1'],
    docs: [`${userGuide}/Overview.Encryption.html`],
  },
  test: (database) => {
    const cluster = clusterOf(database)
    if (cluster) return notApplicable({ DBClusterIdentifier: cluster })
    const { Engine, KmsKeyId } = database.base
    return told(database, 'StorageEncrypted')
      ? pass({ Engine, StorageEncrypted: true, KmsKeyId: KmsKeyId ?? null })
      : fail({ Engine, StorageEncrypted: false })
  },
})

export const storageCustomerKey = defineCheck({
  id: 'rds-storage-customer-key',
  title: 'Databases with sensitive data are encrypted with a customer managed key',
  on: databases,
  needs: ['tags'],
  across: { 'encrypted-with': ['metadata'] },
  uses: ['dataClassTags', 'sensitiveClasses'],
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 1,
  impact: 4,
  cost: { level: 1, note: 'A key has a fixed monthly charge. Whoever disables it takes the database offline.' },
  why: 'The policy of the default key cannot be changed: whoever may restore a snapshot reads it, it cannot be shared with another account on purpose, and access cannot be withdrawn at the key.',
  fix: encryptedCopy,
  refs: { docs: [`${userGuide}/Overview.Encryption.Keys.html`, `${userGuide}/Overview.Encryption.html`] },
  test: (database, settings) => {
    const cluster = clusterOf(database)
    if (cluster) return notApplicable({ DBClusterIdentifier: cluster })
    const dataClass = sensitiveClassOf(database.tags, settings)
    if (dataClass === undefined) return notApplicable({ dataClass: null })
    return told(database, 'StorageEncrypted')
      ? judgeCustomerKey(database['encrypted-with'], { dataClass })
      : fail({ dataClass, StorageEncrypted: false })
  },
})
