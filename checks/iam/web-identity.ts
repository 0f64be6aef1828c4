// Who signs tokens for which a role is handed out: build services, clusters, and what is in their claims.
import type { Admission, Claim } from '../../src/iam/audience.ts'

/**
 * Build services that sign the tokens of all their customers with one issuer: `key:name` at the beginning of a claim says whose.
 * Sources: the page on OIDC with AWS of each.
 */
const shared: readonly RegExp[] = [
  /^token\.actions\.githubusercontent\.com(?:\/|$)/,
  /^gitlab\.com$/,
  /^app\.terraform\.io$/,
  /^agent\.buildkite\.com$/,
  /^oidc\.codefresh\.io$/,
  /^app\.harness\.io(?:\/|$)/,
  /^api\.pulumi\.com(?:\/|$)/,
]
/** The same on servers of one's own, by the name that they commonly have. */
const selfHosted: readonly RegExp[] = [/^gitlab\./]
/** Build services with an issuer for each customer: whose pipeline it is, the issuer says. */
const perCustomer: readonly RegExp[] = [
  /^oidc\.circleci\.com\/org\//,
  /^api\.bitbucket\.org\/2\.0\/workspaces\//,
  /^vstoken\.dev\.azure\.com\//,
  /^oidc\.vercel\.com\//,
  /\.app\.spacelift\.io$/,
  /\.semaphoreci\.com$/,
]

/** Of an identity provider of the account, in lower case and without `https://`. */
export const issuerOf = ({ who }: Admission): string | undefined =>
  who.type === 'federated' ? /:oidc-provider\/(.*)$/.exec(who.provider)?.[1]?.toLowerCase() : undefined

/** Whether all who have an account there have pipelines that sign with this issuer. */
export const isSharedBuildService = (issuer: string): boolean => [...shared, ...selfHosted].some((pattern) => pattern.test(issuer))
export const isBuildService = (issuer: string): boolean =>
  isSharedBuildService(issuer) || perCustomer.some((pattern) => pattern.test(issuer))
/** Whether it is a build service whose name nobody else can have. */
export const isPublicBuildService = (issuer: string): boolean => [...shared, ...perCustomer].some((pattern) => pattern.test(issuer))

/** What comes before the first wildcard or variable. */
export const headOf = (value: string): string => value.split(/[*?]|\$\{/)[0] ?? ''

/** `sub`, `aud`: the name of a claim without the issuer in front. */
export const claimName = ({ claim }: Claim, issuer: string): string =>
  claim.startsWith(`${issuer}:`) ? claim.slice(issuer.length + 1) : claim

/** `oidc.eks.eu-west-1.amazonaws.com/id/0A1B…` → `eu-west-1`; undefined for issuers that are no EKS cluster. */
export const regionOfCluster = (issuer: string): string | undefined =>
  /^oidc[.-]eks\.([a-z0-9-]+)\.[a-z0-9.-]+\/id\/[^/]+$/i.exec(issuer)?.[1]

/** For whom clusters sign the tokens that AWS takes; in China it is called otherwise. */
export const clusterAudiences: ReadonlySet<string> = new Set(['sts.amazonaws.com', 'sts.amazonaws.com.cn'])
