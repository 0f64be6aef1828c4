// The credential report: its words, its states, and what it does not tell.
import { GenerateCredentialReportCommand, GetCredentialReportCommand, IAMClient, type ReportStateType } from '@aws-sdk/client-iam'
import { mockClient } from 'aws-sdk-client-mock'
import * as fc from 'fast-check'
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { accessKeysOf, consoleUsers, credentialReportBy, loginOf, parseReport, rowOf } from '../../../collectors/iam/credential-report.ts'
import { bytesOf, reportOf, rootRow, userRow, type ReportRow } from '../../support/credential-report.ts'
import { awsError } from '../../support/collector-suite.ts'

const arn = 'arn:aws:iam::111122223333:user/jo'
const login = (row: ReportRow) => rowOf(parseReport(reportOf([userRow('jo', row)])), arn, loginOf)
const keys = (row: ReportRow) => rowOf(parseReport(reportOf([userRow('jo', row)])), arn, accessKeysOf)
const password = { password_enabled: 'true', password_last_changed: '2025-01-02T03:04:05+00:00' }

describe('the words of the report', () => {
  it('become dates and truth values where they are such, and stay words where they are not', () => {
    assert.deepEqual(login({ ...password, password_last_used: '2026-05-01T10:00:00+00:00', mfa_active: 'true' }), {
      password_enabled: true,
      password_last_used: new Date('2026-05-01T10:00:00Z'),
      password_last_changed: new Date('2025-01-02T03:04:05Z'),
      mfa_active: true,
    })
    assert.deepEqual(login({ password_last_used: 'not_supported' }), {
      password_enabled: false,
      password_last_used: 'not_supported',
      password_last_changed: 'N/A',
      mfa_active: false,
    })
    assert.equal(login({ ...password, password_last_used: 'no_information' })?.password_last_used, 'no_information')
    // The documentation writes them in capitals.
    assert.equal(login({ ...password, password_enabled: 'TRUE', password_last_used: 'no_information' })?.password_enabled, true)
  })

  it('tell both access keys', () => {
    assert.deepEqual(keys({ access_key_1_active: 'true', access_key_1_last_rotated: '2026-01-01T00:00:00+00:00' }), [
      { slot: '1', active: true, last_rotated: new Date('2026-01-01T00:00:00Z'), last_used_date: 'N/A', last_used_service: 'N/A' },
      { slot: '2', active: false, last_rotated: 'N/A', last_used_date: 'N/A', last_used_service: 'N/A' },
    ])
  })

  it('are not guessed at where they are others', () => {
    for (const row of [
      { mfa_active: '' },
      { mfa_active: 'yes' },
      { password_enabled: 'N/A' },
      { password_last_used: '' },
      { password_last_used: '2026' },
      { password_last_used: 'yesterday' },
      { password_last_used: '2026-13-01T00:00:00+00:00' },
      // A password of which nobody knows when it was used or set.
      { ...password, password_last_used: 'not_supported' },
      { ...password, password_last_used: 'no_information', password_last_changed: 'N/A' },
    ]) {
      assert.throws(() => login(row), TypeError, JSON.stringify(row))
    }
    assert.throws(() => keys({ access_key_1_active: 'true' }), /no age/)
    assert.throws(
      () =>
        keys({
          access_key_2_active: 'true',
          access_key_2_last_rotated: '2026-01-01T00:00:00Z',
          access_key_2_last_used_date: 'not_supported',
        }),
      /does not tell/,
    )
  })

  it('may name credentials that have no column: then keys cannot be judged, and the password can', () => {
    const row = { additional_credentials_info: '1 access key: see ListAccessKeys' }
    assert.throws(() => keys(row), /leaves out/)
    assert.equal(login(row)?.password_enabled, false)
    assert.equal(keys({ additional_credentials_info: 'N/A' })?.length, 2)
  })

  it('of any kind in any cell spoil no other row', () => {
    const column = fc.constantFrom<keyof ReportRow>('mfa_active', 'password_enabled', 'access_key_1_active', 'password_last_used')
    fc.assert(
      fc.property(column, fc.stringMatching(/^[^",\r\n]*$/), (name, word) => {
        const report = parseReport(reportOf([userRow('jo', { [name]: word }), userRow('sam')]))
        assert.equal(rowOf(report, 'arn:aws:iam::111122223333:user/sam', loginOf)?.mfa_active, false)
      }),
    )
  })
})

describe('the rows of the report', () => {
  const report = parseReport(reportOf([rootRow(), userRow('jo', password), userRow('sam')]))

  it('are found by ARN, the root user too', () => {
    assert.equal(rowOf(report, 'arn:aws:iam::111122223333:root', loginOf)?.mfa_active, true)
    assert.equal(rowOf(report, arn, loginOf)?.password_enabled, true)
  })
  it('are missing for a user made since, and for one made anew under the same name', () => {
    assert.equal(rowOf(report, 'arn:aws:iam::111122223333:user/new', loginOf), undefined)
    assert.equal(rowOf(report, arn, loginOf, new Date('2024-03-01T08:00:01Z')), undefined)
    assert.ok(rowOf(report, arn, loginOf, new Date('2024-03-01T08:00:00.700Z')))
  })
  it('tell who has a password, the root user left out', () => {
    assert.deepEqual(consoleUsers(report), ['jo'])
    assert.throws(() => consoleUsers(parseReport(reportOf([userRow('jo', { password_enabled: '?' })]))), TypeError)
  })
  it('of users with commas in their names and paths are read all the same', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w+=,.@-]{1,12}$/), fc.stringMatching(/^\/([a-z,]{1,6}\/)?$/), (name, path) => {
        const own = `arn:aws:iam::111122223333:user${path}${name}`
        const odd = parseReport(reportOf([userRow(name, { arn: own, ...password }), userRow('sam')]))
        assert.equal(rowOf(odd, own, loginOf)?.password_enabled, true)
        assert.deepEqual(consoleUsers(odd), [name])
      }),
    )
  })
  it('are unreadable for their user alone where fields are missing or too many, and then nobody can say who has a password', () => {
    const lines = reportOf([userRow('jo'), userRow('sam')]).split('\n')
    for (const line of [`${lines[1]},N/A`, lines[1]?.slice(0, -4)]) {
      const odd = parseReport([lines[0], line, lines[2]].join('\n'))
      assert.equal(rowOf(odd, 'arn:aws:iam::111122223333:user/sam', loginOf)?.mfa_active, false)
      assert.throws(() => rowOf(odd, arn, loginOf) ?? assert.fail(), /Error/)
      assert.throws(() => consoleUsers(odd), TypeError)
    }
  })
  it('are none where the file is another one', () => {
    assert.throws(() => parseReport('<html>not a report</html>'), /does not begin/)
    assert.throws(() => parseReport(''), /does not begin/)
    assert.throws(() => parseReport(`${reportOf([])}\njo`), /whose it is/)
  })
})

describe('the states of the report', () => {
  type Step = ReportStateType | Error
  const at = { account: '111122223333', region: 'us-east-1', partition: 'aws', caller: '', now: new Date(0), arn: () => '' }
  const codes = [
    'ReportInProgress',
    'ReportNotPresent',
    'ReportExpired',
    'CredentialReportNotReadyException',
    'CredentialReportNotPresentException',
    'CredentialReportExpiredException',
  ]
  const content = bytesOf(reportOf([userRow('jo')]))

  /** IAM answers each question for the report with the next step, and the last one again and again. */
  const run = async (generate: readonly Step[], get: readonly (Error | 'done')[]) => {
    const client = new IAMClient({ region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } })
    const stub = mockClient(client)
    const next = <T>(steps: readonly T[], count: number): T => {
      const step = steps[Math.min(count, steps.length - 1)]
      if (step === undefined) throw new Error('no step')
      return step
    }
    let generated = 0
    let got = 0
    stub.on(GenerateCredentialReportCommand).callsFake(() => {
      const step = next(generate, generated++)
      if (step instanceof Error) throw step
      return { State: step }
    })
    stub.on(GetCredentialReportCommand).callsFake(() => {
      const step = next(get, got++)
      if (step instanceof Error) throw step
      return { Content: content, ReportFormat: 'text/csv' }
    })
    const slept: number[] = []
    const outcome = await credentialReportBy((ms) => Promise.resolve(slept.push(ms)))
      .run(client, at)
      .then(
        (report) => [...report.keys()],
        (error: unknown) => error,
      )
    return { outcome, generated: () => generated, slept }
  }

  it('lead to the report in whatever order they come, and it is never asked for before IAM says that it is done', async () => {
    const waiting = fc.constantFrom<ReportStateType>('STARTED', 'INPROGRESS')
    const late = fc.constantFrom(...codes).map((code) => awsError(code, 410))
    await fc.assert(
      fc.asyncProperty(fc.array(waiting, { maxLength: 6 }), fc.array(late, { maxLength: 6 }), async (before, errors) => {
        const { outcome, slept } = await run([...before, 'COMPLETE'], [...errors, 'done'])
        assert.deepEqual(outcome, [arn])
        assert.equal(slept.length, before.length + errors.length)
      }),
      { numRuns: 40 },
    )
  })

  it('are waited for a minute at most', async () => {
    for (const [generate, get] of [
      [['INPROGRESS'], ['done']],
      [['COMPLETE'], [awsError('ReportInProgress', 404)]],
    ] as const) {
      const { outcome, generated, slept } = await run(generate, get)
      assert.match(String(outcome), /still making the credential report/)
      assert.equal(generated(), slept.length + 1)
      assert.ok(slept.reduce((sum, ms) => sum + ms, 0) <= 60_000)
    }
  })

  it('other errors are not waited for', async () => {
    const denied = awsError('AccessDenied', 403)
    assert.deepEqual(await run([denied], ['done']).then(({ outcome, slept }) => [outcome, slept]), [denied, []])
    assert.deepEqual(await run(['COMPLETE'], [denied]).then(({ outcome, slept }) => [outcome, slept]), [denied, []])
    const failure = Object.assign(new Error('as the guarded client has it'), { name: 'AwsFailure', code: 'ReportExpired' })
    assert.deepEqual((await run(['COMPLETE'], [failure, 'done'])).outcome, [arn])
  })
})
