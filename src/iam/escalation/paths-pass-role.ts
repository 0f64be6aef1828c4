// Ways that pass a role to a service, which then runs with it what the caller wants.
import {
  bishopFox,
  hackTricks,
  instanceRole,
  pass,
  pathfinding,
  rhino,
  roleTrusting,
  some,
  need,
  type EscalationPath,
  type Need,
} from './path.ts'

const passing = (
  id: string,
  title: string,
  [service, ...others]: readonly [string, ...string[]],
  needs: readonly Need[],
  ...[first, ...more]: EscalationPath['sources']
): EscalationPath => ({
  id,
  title,
  family: 'passrole-compute',
  needs: [pass(service, ...others), ...needs],
  gains: service === 'ec2.amazonaws.com' ? instanceRole : roleTrusting(service),
  sources: [first, ...more],
})

const fn = 'arn:*:lambda:*:{account}:function:*'
const instance = 'arn:*:ec2:*:{account}:instance/*'
/** What has to be allowed for ec2:RunInstances to be. */
const launch: readonly Need[] = [
  some('ec2:RunInstances', instance),
  some('ec2:RunInstances', 'arn:*:ec2:*::image/*'),
  some('ec2:RunInstances', 'arn:*:ec2:*:{account}:network-interface/*'),
  some('ec2:RunInstances', 'arn:*:ec2:*:{account}:security-group/*'),
  some('ec2:RunInstances', 'arn:*:ec2:*:{account}:subnet/*'),
  some('ec2:RunInstances', 'arn:*:ec2:*:{account}:volume/*'),
]
const template = 'arn:*:ec2:*:{account}:launch-template/*'
const task = 'arn:*:ecs:*:{account}:task-definition/*:*'
const cluster = 'arn:*:ecs:*:{account}:cluster/*'
const service = 'arn:*:ecs:*:{account}:service/*/*'
const job = 'arn:*:glue:*:{account}:job/*'
const trigger = 'arn:*:glue:*:{account}:trigger/*'
const session = 'arn:*:glue:*:{account}:session/*'
const stack = 'arn:*:cloudformation:*:{account}:stack/*/*'
const stackSet = 'arn:*:cloudformation:*:{account}:stackset/*:*'
const project = 'arn:*:codebuild:*:{account}:project/*'
const machine = 'arn:*:states:*:{account}:stateMachine:*'
const jobDefinition = 'arn:*:batch:*:{account}:job-definition/*'
const jobQueue = 'arn:*:batch:*:{account}:job-queue/*'
const sagemaker = (type: string): string => `arn:*:sagemaker:*:{account}:${type}/*`
const agentcore = 'bedrock-agentcore.amazonaws.com'
const interpreter = 'arn:*:bedrock-agentcore:*:{account}:code-interpreter-custom/*'
const runtime = 'arn:*:bedrock-agentcore:*:{account}:runtime/*'
const browser = 'arn:*:bedrock-agentcore:*:{account}:browser-custom/*'
const identity = 'arn:*:bedrock-agentcore:*:{account}:workload-identity-directory/*/workload-identity/*'

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

const data: readonly EscalationPath[] = [
  passing(
    'glue-create-dev-endpoint',
    'makes a development endpoint with the role',
    ['glue.amazonaws.com'],
    [need('glue:CreateDevEndpoint', '*')],
    pathfinding('glue-001'),
    rhino,
    bishopFox,
  ),
  passing(
    'glue-create-start-job',
    'makes a job with the role and runs it',
    ['glue.amazonaws.com'],
    [some('glue:CreateJob', job), some('glue:StartJobRun', job)],
    pathfinding('glue-003'),
  ),
  passing(
    'glue-create-job-trigger',
    'makes a job with the role and a trigger for it',
    ['glue.amazonaws.com'],
    [some('glue:CreateJob', job), some('glue:CreateTrigger', trigger)],
    pathfinding('glue-004'),
  ),
  passing(
    'glue-update-start-job',
    'gives a job the role and runs it',
    ['glue.amazonaws.com'],
    [some('glue:UpdateJob', job), some('glue:StartJobRun', job)],
    pathfinding('glue-005'),
  ),
  passing(
    'glue-update-job-trigger',
    'gives a job the role and makes a trigger for it',
    ['glue.amazonaws.com'],
    [some('glue:UpdateJob', job), some('glue:CreateTrigger', trigger)],
    pathfinding('glue-006'),
  ),
  passing(
    'glue-create-session',
    'opens a session with the role and runs statements in it',
    ['glue.amazonaws.com'],
    [some('glue:CreateSession', session), some('glue:RunStatement', session)],
    pathfinding('glue-007'),
  ),
  passing(
    'emr-serverless-start-job',
    'makes an application and runs a job with the role',
    ['emr-serverless.amazonaws.com'],
    [need('emr-serverless:CreateApplication', '*'), some('emr-serverless:StartJobRun', 'arn:*:emr-serverless:*:{account}:/applications/*')],
    pathfinding('emrserverless-001'),
  ),
  passing(
    'kinesisanalytics-start-application',
    'makes a Flink application with the role and starts it',
    ['kinesisanalytics.amazonaws.com'],
    [
      need('kinesisanalytics:CreateApplication', '*'),
      some('kinesisanalytics:StartApplication', 'arn:*:kinesisanalytics:*:{account}:application/*'),
    ],
    pathfinding('kinesisanalytics-001'),
  ),
  passing(
    'omics-start-run',
    'makes a workflow and runs it with the role',
    ['omics.amazonaws.com'],
    [need('omics:CreateWorkflow', '*'), some('omics:StartRun', 'arn:*:omics:*:{account}:run/*')],
    pathfinding('omics-001'),
  ),
  passing(
    'airflow-create-environment',
    'makes an environment with the role',
    ['airflow-env.amazonaws.com', 'airflow.amazonaws.com'],
    [some('airflow:CreateEnvironment', 'arn:*:airflow:*:{account}:environment/*')],
    hackTricks('mwaa'),
  ),
]

const machineLearning: readonly EscalationPath[] = [
  passing(
    'sagemaker-create-notebook',
    'makes a notebook with the role',
    ['sagemaker.amazonaws.com'],
    [some('sagemaker:CreateNotebookInstance', sagemaker('notebook-instance'))],
    pathfinding('sagemaker-001'),
    bishopFox,
  ),
  passing(
    'sagemaker-create-training-job',
    'runs a training job with the role',
    ['sagemaker.amazonaws.com'],
    [some('sagemaker:CreateTrainingJob', sagemaker('training-job'))],
    pathfinding('sagemaker-002'),
    bishopFox,
  ),
  passing(
    'sagemaker-create-processing-job',
    'runs a processing job with the role',
    ['sagemaker.amazonaws.com'],
    [some('sagemaker:CreateProcessingJob', sagemaker('processing-job'))],
    pathfinding('sagemaker-003'),
    bishopFox,
  ),
  passing(
    'sagemaker-create-tuning-job',
    'runs a tuning job with the role',
    ['sagemaker.amazonaws.com'],
    [some('sagemaker:CreateHyperParameterTuningJob', sagemaker('hyper-parameter-tuning-job'))],
    hackTricks('sagemaker'),
  ),
  passing(
    'sagemaker-create-user-profile',
    'makes a user profile with the role in a domain and signs in to it',
    ['sagemaker.amazonaws.com'],
    [
      some('sagemaker:CreateUserProfile', 'arn:*:sagemaker:*:{account}:user-profile/*/*'),
      some('sagemaker:CreatePresignedDomainUrl', 'arn:*:sagemaker:*:{account}:user-profile/*/*'),
    ],
    hackTricks('sagemaker'),
  ),
  passing(
    'bedrock-create-code-interpreter',
    'makes a code interpreter with the role and runs code in it',
    [agentcore],
    [
      need('bedrock-agentcore:CreateCodeInterpreter', '*'),
      some('bedrock-agentcore:StartCodeInterpreterSession', interpreter),
      some('bedrock-agentcore:InvokeCodeInterpreter', interpreter),
    ],
    pathfinding('bedrock-001'),
  ),
  passing(
    'bedrock-create-agent-runtime',
    'makes an agent runtime with the role and runs commands in it',
    [agentcore],
    [
      need('bedrock-agentcore:CreateAgentRuntime', '*'),
      some('bedrock-agentcore:CreateAgentRuntimeEndpoint', runtime),
      some('bedrock-agentcore:CreateWorkloadIdentity', identity),
      some('bedrock-agentcore:InvokeAgentRuntimeCommand', runtime),
    ],
    pathfinding('bedrock-003'),
    'https://www.beyondtrust.com/blog/entry/aws-agentcore-privilege-escalation',
  ),
  passing(
    'bedrock-create-harness',
    'makes a harness with the role and runs commands in its runtime',
    [agentcore],
    [
      need('bedrock-agentcore:CreateHarness', '*'),
      need('bedrock-agentcore:CreateAgentRuntime', '*'),
      some('bedrock-agentcore:CreateAgentRuntimeEndpoint', runtime),
      some('bedrock-agentcore:CreateWorkloadIdentity', identity),
      some('bedrock-agentcore:InvokeAgentRuntimeCommand', runtime),
    ],
    pathfinding('bedrock-005'),
    'https://www.beyondtrust.com/blog/entry/aws-agentcore-privilege-escalation',
  ),
  passing(
    'bedrock-create-browser',
    'makes a browser with the role and drives it',
    [agentcore],
    [
      need('bedrock-agentcore:CreateBrowser', '*'),
      some('bedrock-agentcore:StartBrowserSession', browser),
      need('bedrock-agentcore:ConnectBrowserAutomationStream', '*'),
    ],
    pathfinding('bedrock-006'),
    'https://www.beyondtrust.com/blog/entry/aws-agentcore-privilege-escalation',
  ),
  passing(
    'braket-create-job',
    'runs a hybrid job with the role',
    ['braket.amazonaws.com'],
    [some('braket:CreateJob', 'arn:*:braket:*:{account}:job/*')],
    pathfinding('braket-001'),
  ),
]

const deployment: readonly EscalationPath[] = [
  passing(
    'cloudformation-create-stack',
    'makes a stack with the role',
    ['cloudformation.amazonaws.com'],
    [some('cloudformation:CreateStack', stack)],
    pathfinding('cloudformation-001'),
    rhino,
    bishopFox,
  ),
  passing(
    'cloudformation-update-stack-role',
    'updates a stack and gives it the role',
    ['cloudformation.amazonaws.com'],
    [some('cloudformation:UpdateStack', stack)],
    hackTricks('cloudformation'),
  ),
  passing(
    'cloudformation-change-set-role',
    'makes a change set with the role and executes it',
    ['cloudformation.amazonaws.com'],
    [some('cloudformation:CreateChangeSet', stack), some('cloudformation:ExecuteChangeSet', stack)],
    hackTricks('cloudformation'),
  ),
  passing(
    'cloudformation-create-stack-set',
    'makes a stack set with the role as its administration role',
    ['cloudformation.amazonaws.com'],
    [need('cloudformation:CreateStackSet', '*'), some('cloudformation:CreateStackInstances', stackSet)],
    pathfinding('cloudformation-003'),
  ),
  passing(
    'cloudformation-update-stack-set',
    'updates a stack set and gives it the role',
    ['cloudformation.amazonaws.com'],
    [some('cloudformation:UpdateStackSet', stackSet)],
    pathfinding('cloudformation-004'),
  ),
  passing(
    'codebuild-create-start-build',
    'makes a project with the role and builds it',
    ['codebuild.amazonaws.com'],
    [some('codebuild:CreateProject', project), some('codebuild:StartBuild', project)],
    pathfinding('codebuild-001'),
    bishopFox,
  ),
  passing(
    'codebuild-create-start-build-batch',
    'makes a project with the role and builds it in a batch',
    ['codebuild.amazonaws.com'],
    [some('codebuild:CreateProject', project), some('codebuild:StartBuildBatch', project)],
    pathfinding('codebuild-004'),
  ),
  passing(
    'codebuild-update-start-build',
    'gives a project the role and builds it',
    ['codebuild.amazonaws.com'],
    [some('codebuild:UpdateProject', project), some('codebuild:StartBuild', project)],
    hackTricks('codebuild'),
  ),
  passing(
    'codepipeline-create-pipeline',
    'makes a pipeline with the role',
    ['codepipeline.amazonaws.com'],
    [some('codepipeline:CreatePipeline', 'arn:*:codepipeline:*:{account}:*')],
    hackTricks('codepipeline'),
  ),
  passing(
    'codestar-create-project',
    'makes a project whose template is deployed with the role',
    ['codestar.amazonaws.com', 'cloudformation.amazonaws.com'],
    [need('codestar:CreateProject', '*')],
    hackTricks('codestar'),
    rhino,
  ),
  passing(
    'amplify-start-job',
    'makes an app with the role and builds a branch of it',
    ['amplify.amazonaws.com'],
    [
      need('amplify:CreateApp', '*'),
      some('amplify:CreateBranch', 'arn:*:amplify:*:{account}:apps/*/branches/*'),
      some('amplify:StartJob', 'arn:*:amplify:*:{account}:apps/*/branches/*/jobs/*'),
    ],
    pathfinding('amplify-001'),
  ),
  passing(
    'ssm-start-automation',
    'writes a runbook and runs it with the role',
    ['ssm.amazonaws.com'],
    [
      some('ssm:CreateDocument', 'arn:*:ssm:*:{account}:document/*'),
      some('ssm:StartAutomationExecution', 'arn:*:ssm:*:{account}:automation-execution/*'),
      some('ssm:StartAutomationExecution', 'arn:*:ssm:*:{account}:document/*'),
    ],
    pathfinding('ssm-003'),
  ),
  passing(
    'stepfunctions-create-start',
    'makes a state machine with the role and runs it',
    ['states.amazonaws.com'],
    [some('states:CreateStateMachine', machine), some('states:StartExecution', machine)],
    hackTricks('stepfunctions'),
  ),
  passing(
    'stepfunctions-update-start',
    'gives a state machine the role and runs it',
    ['states.amazonaws.com'],
    [some('states:UpdateStateMachine', machine), some('states:StartExecution', machine)],
    hackTricks('stepfunctions'),
  ),
  passing(
    'scheduler-create-schedule',
    'has a schedule call any API with the role',
    ['scheduler.amazonaws.com'],
    [some('scheduler:CreateSchedule', 'arn:*:scheduler:*:{account}:schedule/*/*')],
    'https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html',
    hackTricks('eventbridgescheduler'),
  ),
  passing(
    'gamelift-create-fleet',
    'uploads a build and runs a fleet with the role',
    ['gamelift.amazonaws.com'],
    [
      need('gamelift:CreateBuild', '*'),
      some('gamelift:RequestUploadCredentials', 'arn:*:gamelift:*:{account}:build/*'),
      need('gamelift:CreateFleet', '*'),
    ],
    pathfinding('gamelift-001'),
  ),
  passing(
    'cognito-set-identity-pool-roles',
    'gives the role to the identities of a pool and takes their credentials',
    ['cognito-identity.amazonaws.com'],
    [need('cognito-identity:SetIdentityPoolRoles', '*')],
    pathfinding('cognitoidentity-001'),
  ),
]

export const passRolePaths: readonly EscalationPath[] = [
  ...functions,
  ...instances,
  ...containers,
  ...data,
  ...machineLearning,
  ...deployment,
]
