// AWS KMS: whom key policies and grants let use and administer keys.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { few, isForeign, isOpen, judge, leavesItToIam, policyOf, unwantedIn, wordsOf } from '../../src/check/policies.ts'
import { parseArn } from '../../src/graph/arn.ts'
import { audienceOf, gives } from '../../src/iam/audience.ts'

const developerGuide = 'https://docs.aws.amazon.com/kms/latest/developerguide'

const keyPolicy = (statement: string) => ({
  cli: `aws kms put-key-policy --key-id <key-id> --policy-name default --policy file://<policy.json>
# The statement that is meant; keep the one that gives the account its own key:
${statement}`,
  terraform: `resource "aws_kms_key" "<key>" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::<account>:root"}, "Action": "kms:*", "Resource": "*"},
      ${statement},
    ]
  })
}`,
})

export const keyPolicyPublic = defineCheck({
  id: 'kms-key-policy-public',
  title: 'No key policy admits everyone',
  on: 'AWS::KMS::Key',
  needs: ['metadata', 'policy'],
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'public-access-block',
  likelihood: 4,
  impact: 5,
  cost: { level: 0, note: 'Free. Each user of the key is named, or the account as a whole.' },
  why: 'Any AWS account may use the key: whatever is encrypted with it is as open as the place where it lies, backups and copies included.',
  fix: keyPolicy(
    '{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:Decrypt", "Resource": "*", "Condition": {"StringEquals": {"kms:CallerAccount": "<account>"}}}',
  ),
  refs: {
    fsbp: ['KMS.5'],
    cis: ['v7.0:2.21'],
    docs: [`${developerGuide}/key-policy-overview.html`, `${developerGuide}/conditions-kms.html`],
  },
  test: (key) => {
    const { KeyManager } = key.metadata
    return KeyManager === 'CUSTOMER' ? judge(key, key.policy, isOpen) : notApplicable({ KeyManager })
  },
})

/** The account of somebody who was granted the use of a key. Services and what is left of deleted principals have none. */
const granteeAccount = (grantee: string | undefined): string | undefined =>
  grantee === undefined ? undefined : /^\d{12}$/.test(grantee) ? grantee : parseArn(grantee)?.account || undefined

export const keyPolicyCrossAccount = defineCheck({
  id: 'kms-key-policy-cross-account',
  title: 'Key use outside the account is limited to trusted accounts',
  on: 'AWS::KMS::Key',
  needs: ['metadata', 'policy', 'grants'],
  uses: ['trustedAccounts'],
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'trust-boundary-policy',
  likelihood: 3,
  impact: 4,
  cost: { level: 0, note: 'Free. Partners that are meant are entered as trusted accounts, once.' },
  why: 'Another account with the key reads every copy of the data that it can lay hands on. A grant does the same as the policy, and hardly anybody looks at grants.',
  fix: {
    cli: `aws kms put-key-policy --key-id <key-id> --policy-name default --policy file://<policy.json>
aws kms revoke-grant --key-id <key-id> --grant-id <grant-id>`,
    terraform: `resource "aws_kms_grant" "<name>" {
  key_id            = aws_kms_key.<key>.key_id
  grantee_principal = "arn:aws:iam::<trusted-account>:role/<role>"
  operations        = ["Decrypt"]
}`,
  },
  refs: { docs: [`${developerGuide}/key-policy-modifying-external-accounts.html`, `${developerGuide}/grants.html`] },
  test: (key, { graph, trustedAccounts }) => {
    const { KeyManager } = key.metadata
    if (KeyManager !== 'CUSTOMER') return notApplicable({ KeyManager })
    const audience = audienceOf(policyOf(key.policy), key)
    const byPolicy = () => unwantedIn(key, audience, isForeign(key, trustedAccounts)).map(wordsOf)
    const byGrant = () =>
      (key.grants ?? []).flatMap(({ GrantId, GranteePrincipal, Operations = [] }) => {
        const account = granteeAccount(GranteePrincipal)
        const known = account === undefined || account === key.account || trustedAccounts.includes(account)
        return known ? [] : [`${GranteePrincipal}: ${[...Operations].sort().join(', ')} (grant ${GrantId})`]
      })
    // One of the two is enough, also where the other one could not be read.
    const found = graph.ifKnown(byPolicy) ?? []
    const granted = (graph.ifKnown(byGrant) ?? []).toSorted()
    if (found.length + granted.length > 0) return fail({ lets: few(found), grants: few(granted) })
    return pass({
      foreignAccounts: byPolicy().length + byGrant().length,
      lets: few(audience.admissions.map(wordsOf)),
      grants: (key.grants ?? []).length,
    })
  },
})

const administration = ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:DisableKey']
const use = ['kms:Decrypt', 'kms:GenerateDataKey']

export const keyPolicySeparation = defineCheck({
  id: 'kms-key-policy-separation',
  title: 'Administering a key and using it are separate duties',
  on: 'AWS::KMS::Key',
  needs: ['metadata', 'policy'],
  threats: ['data-exfiltration', 'denial-of-service'],
  mitigation: 'least-privilege-iam',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. It takes two roles, and two people where one person must not be enough.' },
  why: 'One role that both reads the data and decides who may read it, or that the key is destroyed, is all that an intruder needs, and nobody else has to agree.',
  fix: keyPolicy(
    '{"Effect": "Allow", "Principal": {"AWS": "<administrator-role-arn>"}, "Action": ["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:CancelKeyDeletion", "kms:DisableKey", "kms:EnableKey", "kms:Describe*", "kms:Get*", "kms:List*", "kms:TagResource", "kms:UntagResource"], "Resource": "*"}',
  ),
  refs: { docs: [`${developerGuide}/key-policy-default.html`, `${developerGuide}/least-privilege.html`] },
  test: (key) => {
    const { KeyManager } = key.metadata
    if (KeyManager !== 'CUSTOMER') return notApplicable({ KeyManager })
    const audience = audienceOf(policyOf(key.policy), key)
    const byWhom = Map.groupBy(
      audience.admissions.filter((admission) => !leavesItToIam(admission)),
      ({ who }) => JSON.stringify(who),
    )
    const both = new Set(
      [...byWhom.values()].flatMap((all) => {
        const may = (actions: readonly string[]): boolean => all.some((one) => actions.some((action) => gives(one, action)))
        return may(administration) && may(use) ? all : []
      }),
    )
    const found = unwantedIn(key, audience, (admission) => both.has(admission))
    if (found.length > 0) return fail({ lets: few(found.map(wordsOf)) })
    // Whom the account lets do what with the key is then up to its IAM policies.
    return audience.admissions.some(leavesItToIam)
      ? notApplicable({ decidedBy: 'IAM policies' })
      : pass({ lets: few(audience.admissions.map(wordsOf)) })
  },
})
