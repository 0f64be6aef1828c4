// KMS as AWS answers it.
import { awsError, json } from '../../support/answers.ts'
import { corrected, listOf, type Json, type Overrides } from './override.ts'

/** moto makes AWS's keys on first use and takes them for the customer's. */
const isAwsManaged = (metadata: Json): boolean => String(metadata['Description']).startsWith('Default master key that protects')

export const kms: Overrides = {
  'kms:DescribeKey': corrected(({ KeyMetadata, ...body }) => {
    const metadata = KeyMetadata as Json
    return { ...body, KeyMetadata: isAwsManaged(metadata) ? { ...metadata, KeyManager: 'AWS' } : metadata }
  }),
  'kms:GetKeyRotationStatus': async (seen, ask) => {
    const { status, headers, text } = await ask()
    const described = JSON.parse((await ask({ target: 'TrentService.DescribeKey' })).text) as { readonly KeyMetadata: Json }
    // moto says `false` of keys that cannot be rotated, where AWS refuses to answer, and of AWS's own, which always are.
    if (described.KeyMetadata['KeySpec'] !== 'SYMMETRIC_DEFAULT')
      return awsError(seen.protocol, 'UnsupportedOperationException', 'asymmetric keys are not rotated')
    return isAwsManaged(described.KeyMetadata) ? json({ KeyRotationEnabled: true }) : { status, headers, body: text }
  },
  // moto's aliases of AWS's keys lead to keys that it mostly does not have; on AWS an unused one leads nowhere.
  'kms:ListAliases': async (_seen, ask) => {
    const body = JSON.parse((await ask()).text) as Json
    const keys = new Set(
      listOf(JSON.parse((await ask({ target: 'TrentService.ListKeys' })).text) as Json, 'Keys').map(({ KeyId }) => KeyId),
    )
    return json({
      ...body,
      Aliases: listOf(body, 'Aliases').map(({ TargetKeyId, ...alias }) => (keys.has(TargetKeyId) ? { ...alias, TargetKeyId } : alias)),
    })
  },
}
