// Which IAM actions an API operation needs. Mostly of the same name; the exceptions are from AWS's Service Authorization Reference.
import type { Operation } from '../graph/fact.ts'

/** Operations that are authorised under other names. */
export const exceptions: Readonly<Record<Operation, readonly string[]>> = {
  's3:GetBucketAccelerateConfiguration': ['s3:GetAccelerateConfiguration'],
  's3:GetBucketAnalyticsConfiguration': ['s3:GetAnalyticsConfiguration'],
  's3:GetBucketCors': ['s3:GetBucketCORS'],
  's3:GetBucketEncryption': ['s3:GetEncryptionConfiguration'],
  's3:GetBucketIntelligentTieringConfiguration': ['s3:GetIntelligentTieringConfiguration'],
  's3:GetBucketInventoryConfiguration': ['s3:GetInventoryConfiguration'],
  's3:GetBucketLifecycleConfiguration': ['s3:GetLifecycleConfiguration'],
  's3:GetBucketMetadataConfiguration': ['s3:GetBucketMetadataTableConfiguration'],
  's3:GetBucketMetricsConfiguration': ['s3:GetMetricsConfiguration'],
  's3:GetBucketNotificationConfiguration': ['s3:GetBucketNotification'],
  's3:GetBucketReplication': ['s3:GetReplicationConfiguration'],
  's3:GetObjectLockConfiguration': ['s3:GetBucketObjectLockConfiguration'],
  's3:GetPublicAccessBlock': ['s3:GetBucketPublicAccessBlock'],
  's3:HeadBucket': ['s3:ListBucket'],
  's3:ListBucketAnalyticsConfigurations': ['s3:GetAnalyticsConfiguration'],
  's3:ListBucketIntelligentTieringConfigurations': ['s3:GetIntelligentTieringConfiguration'],
  's3:ListBucketInventoryConfigurations': ['s3:GetInventoryConfiguration'],
  's3:ListBucketMetricsConfigurations': ['s3:GetMetricsConfiguration'],
  's3:ListBuckets': ['s3:ListAllMyBuckets'],
  's3:ListDirectoryBuckets': ['s3express:ListAllMyDirectoryBuckets'],
  's3:ListMultipartUploads': ['s3:ListBucketMultipartUploads'],
  's3:ListObjects': ['s3:ListBucket'],
  's3:ListObjectVersions': ['s3:ListBucketVersions'],
  's3:ListObjectsV2': ['s3:ListBucket'],
  's3-control:GetAccessPointScope': ['s3express:GetAccessPointScope'],
  's3-control:ListAccessPointsForDirectoryBuckets': ['s3express:ListAccessPointsForDirectoryBuckets'],
  's3-control:GetPublicAccessBlock': ['s3:GetAccountPublicAccessBlock'],
  'apigateway:ListRoutingRules': ['apigateway:ListRoutingRules'],
  'lambda:GetLayerVersionByArn': ['lambda:GetLayerVersion'],
  'budgets:DescribeBudgetNotificationsForAccount': ['budgets:ViewBudget'],
  'budgets:DescribeBudgets': ['budgets:ViewBudget'],
  'wafv2:GetWebACLForResource': ['wafv2:GetWebACLForResource', 'wafv2:GetWebACL'],
}

/** The IAM actions that an operation needs, sorted as AWS documents them. */
export const actionsOf = (operation: Operation): readonly string[] => {
  const exception = exceptions[operation]
  if (exception) return exception
  const [service = '', name = ''] = operation.split(':')
  // API Gateway authorises HTTP verbs on paths, not operations.
  if (service === 'apigateway') return ['apigateway:GET']
  if (service === 's3-control') return [`s3:${name}`]
  return [operation]
}
