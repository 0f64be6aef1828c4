// What was left behind: roles that nobody takes, certificates that ended.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { dayOf, olderThan } from './age.ts'

const guide = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'

const idle = 90

export const roleUnused = defineCheck({
  id: 'iam-role-unused',
  title: 'Roles unused for 90 days are removed',
  on: 'AWS::IAM::Role',
  needs: [],
  uses: ['now'],
  threats: ['unauthorized-access'],
  mitigation: 'credential-hygiene',
  likelihood: 2,
  impact: 2,
  cost: { level: 0, note: 'Free. Deny everything first and delete later, in case the role is needed once a year.' },
  why: 'A role that nobody uses still trusts whoever it once trusted, with all the rights it once needed.',
  fix: {
    cli: `# first take its rights away, later delete it
aws iam attach-role-policy --role-name <role> --policy-arn arn:aws:iam::aws:policy/AWSDenyAll
aws iam delete-role --role-name <role>`,
    terraform: '# remove the resource "aws_iam_role" and its attachments',
  },
  refs: { docs: [`${guide}/access_policies_last-accessed.html`] },
  test: ({ base: { Path, CreateDate, RoleLastUsed } }, { now }) => {
    if (Path.startsWith('/aws-service-role/')) return notApplicable({ Path })
    const { LastUsedDate } = RoleLastUsed
    if (!olderThan(CreateDate, idle, now) || (LastUsedDate && !olderThan(LastUsedDate, idle, now))) return pass({ days: idle })
    return fail({ CreateDate: dayOf(CreateDate), LastUsedDate: LastUsedDate ? dayOf(LastUsedDate) : null })
  },
})

const soon = 30

export const serverCertificateExpired = defineCheck({
  id: 'iam-server-certificate-expired',
  title: 'No expired server certificate is stored in IAM',
  on: 'AWS::IAM::ServerCertificate',
  needs: [],
  uses: ['now'],
  threats: ['denial-of-service'],
  mitigation: 'encryption-in-transit',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Certificates of AWS Certificate Manager are free and renew themselves.' },
  why: 'Clients refuse a listener with an expired certificate, or people learn to click the warning away. IAM renews nothing and warns nobody.',
  fix: {
    cli: `# once nothing uses it
aws iam delete-server-certificate --server-certificate-name <certificate>`,
    terraform: `resource "aws_acm_certificate" "<name>" {
  domain_name       = "<domain>"
  validation_method = "DNS"
}`,
  },
  refs: {
    fsbp: ['IAM.26'],
    cis: ['v3.0:1.19', 'v5.0:1.18', 'v7.0:2.17'],
    docs: [`${guide}/id_credentials_server-certs.html`],
  },
  test: ({ base: { Expiration } }, { now }) => {
    const expired = Expiration.getTime() <= now.getTime()
    const evidence = { Expiration: dayOf(Expiration) }
    return expired ? fail(evidence) : pass({ ...evidence, expiresSoon: !olderThan(now, soon, Expiration) })
  },
})
