// What the checks on Glue jobs decide.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  jobArgumentSecrets,
  jobBookmarkEncryption,
  jobLogEncryption,
  jobLogging,
  jobOutputEncryption,
  jobVersion,
} from '../../../checks/glue/jobs.ts'
import { endsOfSupport, supported } from '../../../checks/glue/versions.ts'
import { job, securityConfiguration } from '../../support/glue.ts'
import { given, verify } from '../../support/verify.ts'

const secured = { SecurityConfiguration: 'strict' }
const command = (Name: string, PythonVersion = '3') => ({ Command: { Name, PythonVersion, ScriptLocation: undefined } })

verify(jobOutputEncryption, {
  pass: [
    given(job('KMS', secured), {
      with: [securityConfiguration('strict', { S3EncryptionModes: ['SSE-KMS'] })],
      evidence: { SecurityConfiguration: 'strict', S3EncryptionMode: ['SSE-KMS'] },
    }),
    given(job('S3', secured), { with: [securityConfiguration('strict', { S3EncryptionModes: ['SSE-S3'] })] }),
    job('by an argument', { SpecialArguments: { '--encryption-type': 'sse-s3' } }),
  ],
  fail: [
    given(job('no configuration'), { evidence: { SecurityConfiguration: null, S3EncryptionMode: null, argument: null } }),
    given(job('off', secured), { with: [securityConfiguration('strict')] }),
    given(job('not in it', secured), { with: [securityConfiguration('strict', { S3EncryptionModes: [] })] }),
    given(job('a configuration that is gone', secured), {
      evidence: { SecurityConfiguration: 'strict', found: false, S3EncryptionMode: null, argument: null },
    }),
    job('an argument that means nothing', { SpecialArguments: { '--encryption-type': 'none' } }),
  ],
})

verify(jobLogEncryption, {
  pass: [given(job('KMS', secured), { with: [securityConfiguration('strict', { CloudWatchEncryptionMode: 'SSE-KMS' })] })],
  fail: [
    given(job('no configuration'), { evidence: { SecurityConfiguration: null, CloudWatchEncryptionMode: null } }),
    given(job('off', secured), { with: [securityConfiguration('strict')] }),
    job('a configuration that is gone', secured),
  ],
})

const bookmarks = { SpecialArguments: { '--job-bookmark-option': 'job-bookmark-enable' } }
verify(jobBookmarkEncryption, {
  pass: [
    given(job('encrypted', { ...secured, ...bookmarks }), {
      with: [securityConfiguration('strict', { JobBookmarksEncryptionMode: 'CSE-KMS' })],
    }),
    given(job('encrypted, though there are none', secured), {
      with: [securityConfiguration('strict', { JobBookmarksEncryptionMode: 'CSE-KMS' })],
    }),
  ],
  fail: [
    given(job('bookmarks', bookmarks), { evidence: { SecurityConfiguration: null, JobBookmarksEncryptionMode: null } }),
    given(job('off', { ...secured, ...bookmarks }), { with: [securityConfiguration('strict')] }),
    job('paused', { SpecialArguments: { '--job-bookmark-option': 'job-bookmark-pause' } }),
  ],
  notApplicable: [
    job('none by default'),
    given(job('none', { ...secured, SpecialArguments: { '--job-bookmark-option': 'job-bookmark-disable' } }), {
      with: [securityConfiguration('strict')],
    }),
  ],
})

const logs = (value: string) => ({ SpecialArguments: { '--enable-continuous-cloudwatch-log': value } })
verify(jobLogging, {
  pass: [
    job('a version that always does'),
    job('a later one', { GlueVersion: '6.0' }),
    job('the newest', { GlueVersion: 'auto' }),
    job('asked to', { GlueVersion: '4.0', ...logs('true') }),
    job('streaming', { GlueVersion: '3.0', ...command('gluestreaming'), ...logs('True') }),
  ],
  fail: [
    given(job('by default', { GlueVersion: '4.0' }), { evidence: { GlueVersion: '4.0', enableContinuousCloudwatchLog: null } }),
    job('switched off', { GlueVersion: '4.0', ...logs('false') }),
    job('no version', { GlueVersion: undefined }),
  ],
  notApplicable: [job('Python shell', command('pythonshell')), job('Ray', command('glueray'))],
})

verify(jobArgumentSecrets, {
  pass: [
    given(job('none'), { evidence: { arguments: 0 } }),
    given(job('plain ones', {}, { '--table': undefined, '--secret-name': undefined }), { evidence: { arguments: 2 } }),
  ],
  fail: [
    given(job('a password', {}, { '--db-password': 'named-like-a-secret', '--table': undefined }), {
      evidence: { argument: '--db-password', pattern: 'named-like-a-secret' },
    }),
    given(job('two', {}, { '--key': 'aws-access-key', '--token': 'github-token' }), { discriminators: ['--key', '--token'] }),
  ],
})

verify(jobVersion, {
  pass: [
    ...supported.map((GlueVersion) => job(GlueVersion, { GlueVersion })),
    job('kept current by Glue', { GlueVersion: 'auto' }),
    given(job('the day before the end', { GlueVersion: '2.0' }), {
      settings: { now: new Date('2024-01-30T12:00:00Z') },
      evidence: { GlueVersion: '2.0', endOfSupport: '2024-01-31' },
    }),
    given(job('Python 3 was supported for longer', { GlueVersion: '1.0' }), { settings: { now: new Date('2022-07-01T12:00:00Z') } }),
  ],
  fail: [
    ...Object.keys(endsOfSupport).map((GlueVersion) => job(GlueVersion, { GlueVersion })),
    given(job('Python 2', { GlueVersion: '1.0', ...command('glueetl', '2') }), {
      settings: { now: new Date('2022-07-01T12:00:00Z') },
      evidence: { GlueVersion: '1.0', endOfSupport: '2022-06-01' },
    }),
    given(job('no version', { GlueVersion: undefined }), { evidence: { GlueVersion: null, known: false } }),
    given(job('one that nobody knows', { GlueVersion: '99.0' }), { evidence: { GlueVersion: '99.0', known: false } }),
  ],
  notApplicable: [job('Python shell', { GlueVersion: '1.0', ...command('pythonshell') }), job('Ray', command('glueray'))],
})

test('no version of Glue is both supported and not', () => {
  assert.deepEqual(
    supported.filter((version) => version in endsOfSupport),
    [],
  )
  for (const end of Object.values(endsOfSupport)) assert.ok(Number.isFinite(Date.parse(end)))
})
