// Ways that pass a role to a function, an instance or a container.
import {
  bishopFox,
  hackTricks,
  need,
  pass,
  passing,
  pathfinding,
  rhino,
  roleTrusting,
  some,
  type EscalationPath,
  type Need,
} from './path.ts'

const fn = 'arn:*:lambda:*:{account}:function:*'
const instance = 'arn:*:ec2:*:{account}:instance/*'
const template = 'arn:*:ec2:*:{account}:launch-template/*'
const task = 'arn:*:ecs:*:{account}:task-definition/*:*'
const cluster = 'arn:*:ecs:*:{account}:cluster/*'
const service = 'arn:*:ecs:*:{account}:service/*/*'
const jobDefinition = 'arn:*:batch:*:{account}:job-definition/*'
const jobQueue = 'arn:*:batch:*:{account}:job-queue/*'

/** What has to be allowed for ec2:RunInstances to be. */
const launch: readonly Need[] = [
  some('ec2:RunInstances', instance),
  some('ec2:RunInstances', 'arn:*:ec2:*::image/*'),
  some('ec2:RunInstances', 'arn:*:ec2:*:{account}:network-interface/*'),
  some('ec2:RunInstances', 'arn:*:ec2:*:{account}:security-group/*'),
  some('ec2:RunInstances', 'arn:*:ec2:*:{account}:subnet/*'),
  some('ec2:RunInstances', 'arn:*:ec2:*:{account}:volume/*'),
]

const lambda = ['lambda.amazonaws.com'] as const
const functions: readonly EscalationPath[] = [
  passing(
    'lambda-create-invoke',
    'makes a function with the role and invokes it',
    lambda,
    [some('lambda:CreateFunction', fn), some('lambda:InvokeFunction', fn)],
    pathfinding('lambda-001'),
    rhino,
    bishopFox,
  ),
  passing(
    'lambda-create-event-source',
    'makes a function with the role and has an event source invoke it',
    lambda,
    [some('lambda:CreateFunction', fn), need('lambda:CreateEventSourceMapping', '*')],
    pathfinding('lambda-002'),
    rhino,
    bishopFox,
  ),
  passing(
    'lambda-create-add-permission',
    'makes a function with the role and lets somebody else invoke it',
    lambda,
    [some('lambda:CreateFunction', fn), some('lambda:AddPermission', fn)],
    pathfinding('lambda-006'),
  ),
  passing(
    'lambda-create-url',
    'makes a function with the role and calls it by its URL',
    lambda,
    [some('lambda:CreateFunction', fn), some('lambda:CreateFunctionUrlConfig', fn), some('lambda:InvokeFunctionUrl', fn)],
    hackTricks('lambda'),
  ),
]

const ec2 = ['ec2.amazonaws.com'] as const
const instances: readonly EscalationPath[] = [
  passing('ec2-run-instances', 'starts an instance with the role', ec2, launch, pathfinding('ec2-001'), rhino, bishopFox),
  {
    id: 'ec2-run-instances-new-profile',
    title: 'puts the role into a new instance profile and starts an instance with it',
    family: 'passrole-compute',
    needs: [
      pass('ec2.amazonaws.com'),
      some('iam:CreateInstanceProfile', 'arn:*:iam::{account}:instance-profile/*'),
      some('iam:AddRoleToInstanceProfile', 'arn:*:iam::{account}:instance-profile/*'),
      ...launch,
    ],
    gains: roleTrusting('ec2.amazonaws.com'),
    sources: [hackTricks('ec2')],
  },
  passing(
    'ec2-request-spot-instances',
    'requests a spot instance with the role',
    ec2,
    [some('ec2:RequestSpotInstances', 'arn:*:ec2:*:{account}:spot-instances-request/*')],
    pathfinding('ec2-003'),
  ),
  passing(
    'ec2-request-spot-fleet',
    'requests a spot fleet with the role',
    ec2,
    [some('ec2:RequestSpotFleet', 'arn:*:ec2:*:{account}:spot-fleet-request/*')],
    hackTricks('ec2'),
  ),
  passing(
    'ec2-associate-instance-profile',
    'puts the role on an instance that has none',
    ec2,
    [some('ec2:AssociateIamInstanceProfile', instance)],
    hackTricks('ec2'),
  ),
  passing(
    'ec2-replace-instance-profile',
    'swaps the role of an instance',
    ec2,
    [some('ec2:ReplaceIamInstanceProfileAssociation', instance)],
    hackTricks('ec2'),
  ),
  passing(
    'ec2-launch-template-fleet',
    'makes a launch template with the role and a fleet from it',
    ec2,
    [
      some('ec2:CreateLaunchTemplate', template),
      some('ec2:CreateFleet', 'arn:*:ec2:*:{account}:fleet/*'),
      some('ec2:CreateFleet', instance),
    ],
    hackTricks('ec2'),
  ),
  passing(
    'autoscaling-create-launch-configuration',
    'makes a launch configuration with the role and a group from it',
    ec2,
    [
      some('autoscaling:CreateLaunchConfiguration', 'arn:*:autoscaling:*:{account}:launchConfiguration:*:launchConfigurationName/*'),
      some('autoscaling:CreateAutoScalingGroup', 'arn:*:autoscaling:*:{account}:autoScalingGroup:*:autoScalingGroupName/*'),
    ],
    hackTricks('ec2'),
    rhino,
  ),
  passing(
    'imagebuilder-create-image',
    'builds an image on an instance with the role',
    ec2,
    [
      some('imagebuilder:CreateComponent', 'arn:*:imagebuilder:*:{account}:component/*/*/*'),
      some('imagebuilder:CreateImageRecipe', 'arn:*:imagebuilder:*:{account}:image-recipe/*/*'),
      some('imagebuilder:CreateInfrastructureConfiguration', 'arn:*:imagebuilder:*:{account}:infrastructure-configuration/*'),
      some('imagebuilder:CreateImage', 'arn:*:imagebuilder:*:{account}:image/*/*/*'),
    ],
    pathfinding('imagebuilder-001'),
  ),
  passing(
    'elasticbeanstalk-create-environment',
    'makes an environment with the role',
    ec2,
    [
      some('elasticbeanstalk:CreateEnvironment', 'arn:*:elasticbeanstalk:*:{account}:environment/*/*'),
      some('elasticbeanstalk:CreateApplicationVersion', 'arn:*:elasticbeanstalk:*:{account}:application/*'),
      some('elasticbeanstalk:CreateApplicationVersion', 'arn:*:elasticbeanstalk:*:{account}:applicationversion/*/*'),
    ],
    hackTricks('elastic-beanstalk'),
    bishopFox,
  ),
  {
    ...passing(
      'datapipeline-activate',
      'runs a pipeline on an instance with the role',
      ['ec2.amazonaws.com', 'datapipeline.amazonaws.com'],
      [
        need('datapipeline:CreatePipeline', '*'),
        some('datapipeline:PutPipelineDefinition', 'arn:*:datapipeline:*:{account}:pipeline/*'),
        some('datapipeline:ActivatePipeline', 'arn:*:datapipeline:*:{account}:pipeline/*'),
      ],
      pathfinding('datapipeline-001'),
      rhino,
      bishopFox,
    ),
    gains: roleTrusting('datapipeline.amazonaws.com', 'ec2.amazonaws.com'),
  },
  {
    ...passing(
      'emr-run-job-flow',
      'runs a cluster whose instances have the role',
      ['ec2.amazonaws.com', 'elasticmapreduce.amazonaws.com'],
      [need('elasticmapreduce:RunJobFlow', '*')],
      pathfinding('emr-001'),
      hackTricks('emr'),
    ),
  },
]

const tasks = ['ecs-tasks.amazonaws.com'] as const
const containers: readonly EscalationPath[] = [
  passing(
    'ecs-register-run-task',
    'registers a task with the role and runs it',
    tasks,
    [some('ecs:RegisterTaskDefinition', task), some('ecs:RunTask', task)],
    pathfinding('ecs-004'),
    pathfinding('ecs-002'),
  ),
  passing(
    'ecs-register-start-task',
    'registers a task with the role and starts it on an instance of a cluster',
    tasks,
    [some('ecs:RegisterTaskDefinition', task), some('ecs:StartTask', task)],
    pathfinding('ecs-005'),
  ),
  passing(
    'ecs-register-start-task-own-instance',
    'registers a task with the role and an instance of its own to start it on',
    tasks,
    [some('ecs:RegisterTaskDefinition', task), some('ecs:RegisterContainerInstance', cluster), some('ecs:StartTask', task)],
    pathfinding('ecs-007'),
  ),
  passing(
    'ecs-register-create-service',
    'registers a task with the role and makes a service of it',
    tasks,
    [some('ecs:RegisterTaskDefinition', task), some('ecs:CreateService', service)],
    pathfinding('ecs-003'),
    pathfinding('ecs-001'),
  ),
  passing(
    'ecs-register-update-service',
    'registers a task with the role and makes a service take it',
    tasks,
    [some('ecs:RegisterTaskDefinition', task), some('ecs:UpdateService', service)],
    hackTricks('ecs'),
  ),
  passing(
    'ecs-run-task-override',
    'runs a task that is there with the role in the place of its own',
    tasks,
    [some('ecs:RunTask', task)],
    pathfinding('ecs-008'),
    'https://labs.reversec.com/posts/2025/08/another-ecs-privilege-escalation-path',
  ),
  passing(
    'ecs-start-task-override',
    'starts a task that is there with the role in the place of its own',
    tasks,
    [some('ecs:StartTask', task)],
    pathfinding('ecs-009'),
    'https://labs.reversec.com/posts/2025/08/another-ecs-privilege-escalation-path',
  ),
  passing(
    'batch-register-submit-job',
    'registers a job with the role and submits it',
    tasks,
    [some('batch:RegisterJobDefinition', jobDefinition), some('batch:SubmitJob', jobDefinition), some('batch:SubmitJob', jobQueue)],
    pathfinding('batch-001'),
    pathfinding('batch-003'),
  ),
  passing(
    'apprunner-create-service',
    'makes a service with the role',
    ['tasks.apprunner.amazonaws.com'],
    [some('apprunner:CreateService', 'arn:*:apprunner:*:{account}:service/*/*')],
    pathfinding('apprunner-001'),
  ),
  passing(
    'eks-create-pod-identity-association',
    'gives the role to pods of a cluster',
    ['pods.eks.amazonaws.com'],
    [some('eks:CreatePodIdentityAssociation', 'arn:*:eks:*:{account}:cluster/*')],
    'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-association.html',
    hackTricks('eks'),
  ),
]

export const computePaths: readonly EscalationPath[] = [...functions, ...instances, ...containers]
