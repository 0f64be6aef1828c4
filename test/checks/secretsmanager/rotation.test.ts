// What the checks on the rotation of secrets decide.
import { rotationHappens, secretAge, secretRotation } from '../../../checks/secretsmanager/rotation.ts'
import { daysAgo, secret } from '../../support/secrets.ts'
import { given, verify } from '../../support/verify.ts'

const replica = { PrimaryRegion: 'eu-central-1' }
const rotating = { RotationEnabled: true, AutomaticallyAfterDays: 30 }

verify(secretRotation, {
  pass: [secret('rotates', rotating), secret('rotates, from here', { ...rotating, PrimaryRegion: 'eu-west-1' })],
  fail: [given(secret('does not'), { evidence: { RotationEnabled: false } })],
  notApplicable: [
    given(secret('copy', replica), { evidence: replica }),
    given(secret('events!connection/partner', { OwningService: 'events' }), { evidence: { OwningService: 'events' } }),
  ],
})

verify(rotationHappens, {
  pass: [
    given(secret('on time', { ...rotating, LastRotatedDate: daysAgo(29) }), { evidence: { days: 30 } }),
    secret('within the grace', { ...rotating, LastRotatedDate: daysAgo(32) }),
    secret('late by what was planned, on time by what happened', {
      ...rotating,
      LastRotatedDate: daysAgo(5),
      NextRotationDate: daysAgo(4),
    }),
    secret('by a schedule alone', { RotationEnabled: true, LastRotatedDate: daysAgo(5), NextRotationDate: daysAgo(-2) }),
  ],
  fail: [
    given(secret('late', { ...rotating, LastRotatedDate: daysAgo(40), NextRotationDate: daysAgo(10) }), {
      evidence: { LastRotatedDate: '2026-04-22', due: '2026-05-22' },
    }),
    secret('late, with a next date that moved on', { ...rotating, LastRotatedDate: daysAgo(40), NextRotationDate: daysAgo(-20) }),
    given(secret('never, and long due', { ...rotating, NextRotationDate: daysAgo(3) }), {
      evidence: { LastRotatedDate: null, due: '2026-05-29' },
    }),
    given(secret('never, and never due', rotating), { evidence: { LastRotatedDate: null, due: null } }),
  ],
  notApplicable: [
    secret('no rotation'),
    secret('copy', { ...rotating, ...replica }),
    given(secret('the first one is to come', { ...rotating, NextRotationDate: daysAgo(-1) }), {
      evidence: { LastRotatedDate: null, due: '2026-06-02' },
    }),
  ],
})

const old = { CreatedDate: daysAgo(400), LastChangedDate: daysAgo(400) }
verify(secretAge, {
  pass: [
    secret('new'),
    secret('changed by hand', { ...old, LastChangedDate: daysAgo(90) }),
    secret('rotated', { ...old, LastRotatedDate: daysAgo(10) }),
    secret('never changed since', { CreatedDate: daysAgo(1), LastChangedDate: undefined }),
  ],
  fail: [
    given(secret('old', old), { evidence: { changed: '2025-04-27', oldest: 90 } }),
    secret('old, though it rotated once', { ...old, LastRotatedDate: daysAgo(91) }),
    secret('of a service', { ...old, OwningService: 'events' }),
  ],
  notApplicable: [secret('copy', { ...old, ...replica })],
})
