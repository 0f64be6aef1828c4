// S3 as AWS answers it: with the region of each bucket, and with what new buckets come with since 2023 and 2026.
import { awsError, restXml } from '../../support/answers.ts'
import type { Seen } from '../../support/endpoint.ts'
import { home } from '../ground.ts'
import { buckets } from '../buckets.ts'
import { rewritten, type Ask, type Override, type Overrides } from './override.ts'

const bucketIn = (seen: Seen): string => decodeURIComponent(seen.path.split('/')[1] ?? '')
const specOf = (seen: Seen) => buckets.find(({ name }) => name === bucketIn(seen))

/** What moto says, or what AWS says where nobody ever set it. */
const orByDefault =
  (byDefault: (seen: Seen) => string | undefined): Override =>
  async (seen, ask) => {
    const { status, headers, text } = await ask()
    const body = status === 404 && !text.includes('NoSuchBucket') ? byDefault(seen) : undefined
    return body === undefined ? { status, headers, body: text } : restXml(body)
  }

const regionOf = async (ask: Ask, name: string): Promise<string> => {
  const { text } = await ask({ path: `/${name}?location` })
  return />([a-z0-9-]+)<\/LocationConstraint>/.exec(text)?.[1] ?? 'us-east-1'
}

const four = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'].map((flag) => `<${flag}>true</${flag}>`)
const managed =
  '<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule>'
const blocked = '<BlockedEncryptionTypes><EncryptionType>SSE-C</EncryptionType></BlockedEncryptionTypes>'

const everyoneWrites =
  '<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group"><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee><Permission>WRITE</Permission></Grant>'

export const s3: Overrides = {
  // moto lists access points in every region, under the name of another.
  's3-control:ListAccessPoints': async ({ region }, ask) => {
    const { status, headers, text } = await ask()
    const there = text.replaceAll(/:s3:[a-z0-9-]+:/g, `:s3:${home}:`)
    return {
      status,
      headers,
      body: region === home ? there : text.replace(/<AccessPointList>.*<\/AccessPointList>/s, '<AccessPointList/>'),
    }
  },
  // moto tells one permission of each grantee.
  's3:GetBucketAcl': async (seen, ask) => {
    const { status, headers, text } = await ask()
    const both = specOf(seen)?.old?.acl === 'public-read-write' && text.includes('/AllUsers<')
    return { status, headers, body: both ? text.replace('</AccessControlList>', `${everyoneWrites}</AccessControlList>`) : text }
  },
  's3:GetBucketEncryption': async (seen, ask) => {
    const { status, headers, text } = await ask()
    if (status === 404 && text.includes('NoSuchBucket')) return { status, headers, body: text }
    const rules = status === 404 ? `<ServerSideEncryptionConfiguration>${managed}</ServerSideEncryptionConfiguration>` : text
    // moto forgets what is blocked; AWS blocked it everywhere in April 2026, but where it was in use.
    return restXml((specOf(seen)?.customerKeys ? rules : rules.replace('</Rule>', `${blocked}</Rule>`)).replace(/^<\?xml[^>]*>\s*/, ''))
  },
  // moto calls an empty answer otherwise, and forgets EventBridge.
  's3:GetBucketNotificationConfiguration': async (seen, ask) => {
    const { status, headers, text } = await ask()
    if (status !== 200) return { status, headers, body: text }
    const given = /<NotificationConfiguration[^>]*>(.*)<\/NotificationConfiguration>/s.exec(text)?.[1] ?? ''
    const bridge =
      specOf(seen)?.notifications?.EventBridgeConfiguration && !given.includes('EventBridge') ? '<EventBridgeConfiguration/>' : ''
    return restXml(
      `<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${given}${bridge}</NotificationConfiguration>`,
    )
  },
  's3:GetBucketOwnershipControls': orByDefault((seen) =>
    specOf(seen)?.old
      ? undefined
      : '<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>',
  ),
  // moto counts in days and in years at once.
  's3:GetObjectLockConfiguration': rewritten((text) => text.replace(/<Years>0?<\/Years>|<Years\s*\/>/, '')),
  's3:GetPublicAccessBlock': orByDefault((seen) =>
    specOf(seen)?.old ? undefined : `<PublicAccessBlockConfiguration>${four.join('')}</PublicAccessBlockConfiguration>`,
  ),
  's3:ListBuckets': async (seen, ask) => {
    const { status, headers, text } = await ask()
    if (status !== 200) return awsError(seen.protocol, 'InternalError', text, status)
    const names = [...text.matchAll(/<Name>([^<]+)<\/Name>/g)].map(([, name = '']) => name)
    const regions = new Map(await Promise.all(names.map(async (name) => [name, await regionOf(ask, name)] as const)))
    const body = text.replaceAll(
      /<Name>([^<]+)<\/Name>/g,
      (member, name: string) =>
        `${member}<BucketRegion>${regions.get(name) ?? ''}</BucketRegion><BucketArn>arn:aws:s3:::${name}</BucketArn>`,
    )
    return { status, headers, body }
  },
}
