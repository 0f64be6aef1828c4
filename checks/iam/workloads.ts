// Roles that code takes by itself: whoever breaks into the code has what the role has.
import { gives, type Admission } from '../../src/iam/audience.ts'

/**
 * Services that run code of the account with a role of the account.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
 */
const compute: ReadonlySet<string> = new Set([
  'airflow-env',
  'amplify',
  'bedrock-agentcore',
  'codebuild',
  'ec2',
  'ecs-tasks',
  'edgelambda',
  'eks-fargate-pods',
  'emr-serverless',
  'glue',
  'kinesisanalytics',
  'lambda',
  'pods.eks',
  'sagemaker',
  'tasks.apprunner',
])

/** Whether an admission to a role is one for code: through a service that runs it, or as a service account of a cluster. */
export const isWorkload = (admission: Admission): boolean => {
  const { who } = admission
  if (who.type === 'service') {
    return gives(admission, 'sts:AssumeRole') && (who.service === '*' || compute.has(who.service.replace(/\.amazonaws\.com(?:\.cn)?$/, '')))
  }
  return who.type === 'federated' && /:oidc-provider\/oidc[.-]eks\./.test(who.provider) && gives(admission, 'sts:AssumeRoleWithWebIdentity')
}
