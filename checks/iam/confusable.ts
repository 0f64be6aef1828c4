// Services whose roles nobody else can have them take: a role is handed to them with iam:PassRole, which works inside one account, and they use it for
// what was made there. Conditions on the source would add nothing, or the service does not tell its source.

/**
 * By the name before `.amazonaws.com`.
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html and the page on roles of each service.
 */
const passedInside: ReadonlySet<string> = new Set([
  'application-autoscaling',
  'autoscaling',
  'batch',
  'dax',
  'dms',
  'ds',
  'ec2',
  'ecs',
  'ecs-tasks',
  'edgelambda',
  'eks',
  'eks-fargate-pods',
  'eks-nodegroup',
  'elasticbeanstalk',
  'elasticmapreduce',
  'glue',
  'lambda',
  'monitoring.rds',
  'opsworks',
  'pods.eks',
  'rds',
  'secretsmanager',
  'spotfleet',
  'ssm',
  'tasks.apprunner',
])

/** Whether a service is known to take roles only for the account that they are in. */
export const notConfusable = (service: string): boolean => passedInside.has(service.replace(/\.amazonaws\.com(?:\.cn)?$/, ''))
