// The parts of the reference account that LocalStack's last free release can hold, scanned by the real command line: another implementation than moto's.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startLocalStack } from '../../scripts/emulators/localstack.ts'
import { functions } from '../accounts/functions.ts'
import { account, credentials, groundOn, home } from '../accounts/ground.ts'
import { buckets } from '../accounts/buckets.ts'
import { buildPrincipals } from '../accounts/iam.ts'
import { buildKeys, scheduleDeletions } from '../accounts/kms.ts'
import { buildFunctions } from '../accounts/lambda.ts'
import { createBucket } from '../accounts/s3.ts'
import { createSecret, secrets } from '../accounts/secrets.ts'
import { buildQueues, setQueue } from '../accounts/sqs.ts'
import { commandLine, reportOf } from '../live/cli.ts'
import { started } from '../live/emulator.ts'
import { assertGolden, byCheck, gaps, labelsOf } from '../live/golden.ts'

const { it: localstack, skip } = await started('LocalStack', () => startLocalStack())
after(() => localstack?.stop())

/** What works without a container engine and without GitHub; docs/emulators.md says why the rest does not. */
const services = ['sqs', 'lambda', 'kms', 'iam', 's3', 'secretsmanager']
/** What buckets do to other services, and the account's own settings, are left to moto. */
const simpleBuckets = buckets.filter(({ replica, region }) => !replica && region === undefined)
/** Those of other services have names that nobody else may give. */
const ownSecrets = secrets.filter(({ owningService, region }) => owningService === undefined && region === undefined)
const withoutStreams = functions.filter(({ sources = [] }) => sources.every((source) => 'queue' in source))

test(
  'SQS, Lambda, KMS, IAM, S3 and Secrets Manager on LocalStack: findings are exact, and a week later the difference',
  { skip },
  async () => {
    if (!localstack) throw new Error('without LocalStack this test is skipped')
    const ground = groundOn(localstack.endpoint, new Date(), undefined, account)
    await buildPrincipals(ground)
    const keys = await buildKeys(ground)
    await buildQueues(ground)
    for (const bucket of simpleBuckets) await createBucket(ground, bucket, keys)
    for (const secret of ownSecrets) await createSecret(ground, secret, keys)
    await buildFunctions(ground, withoutStreams)
    await scheduleDeletions(ground, keys)

    await using parapet = await commandLine({ ...credentials, accessKeyId: account })
    const where = ['--endpoint-url', localstack.endpoint, '--region', home, '--database', parapet.database]
    const scan = async () =>
      reportOf(await parapet.run('scan', ...where, '--format', 'json', ...services.flatMap((service) => ['--service', service])))

    const first = await scan()
    assert.equal(first.scan.account, account)
    const labels = await labelsOf(ground, { keys })
    const open = first.findings.filter(({ status }) => status === 'open')
    await assertGolden('localstack', { failing: byCheck(open, labels), notAssessed: gaps(first) })

    await setQueue(ground, 'notifications', { SqsManagedSseEnabled: 'true', VisibilityTimeout: '360' })
    const second = await scan()
    const resolved = second.findings.filter(({ id }) => second.changes.resolved.includes(id))
    assert.deepEqual(byCheck(resolved, labels), {
      'sqs-queue-encryption': ['notifications'],
      'sqs-visibility-timeout-lambda': ['notifications'],
    })
    assert.deepEqual([second.changes.opened, second.changes.reopened], [[], []])
    ground.close()
  },
)
