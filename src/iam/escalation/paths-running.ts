// Ways into what runs with a role already: its code is replaced, or a shell opened in it.
import {
  bishopFox,
  hackTricks,
  instanceRole,
  need,
  pathfinding,
  rhino,
  roleTrusting,
  some,
  type EscalationPath,
  type Gains,
  type Need,
} from './path.ts'

/** What runs with roles: how its ARNs look, and which service its roles trust. */
interface Running {
  readonly kind: string
  readonly pattern: string
  readonly gains: Gains
}
const of = (kind: string, pattern: string, ...services: readonly string[]): Running => ({ kind, pattern, gains: roleTrusting(...services) })

const fn = of('AWS::Lambda::Function', 'arn:*:lambda:*:{account}:function:*', 'lambda.amazonaws.com')
const instance: Running = { kind: 'AWS::EC2::Instance', pattern: 'arn:*:ec2:*:{account}:instance/*', gains: instanceRole }
const launchTemplate: Running = {
  kind: 'AWS::EC2::LaunchTemplate',
  pattern: 'arn:*:ec2:*:{account}:launch-template/*',
  gains: instanceRole,
}
const deploymentGroup: Running = {
  kind: 'AWS::CodeDeploy::DeploymentGroup',
  pattern: 'arn:*:codedeploy:*:{account}:deploymentgroup:*/*',
  gains: instanceRole,
}
const emrCluster: Running = { kind: 'AWS::EMR::Cluster', pattern: 'arn:*:elasticmapreduce:*:{account}:cluster/*', gains: instanceRole }
const beanstalk: Running = {
  kind: 'AWS::ElasticBeanstalk::Environment',
  pattern: 'arn:*:elasticbeanstalk:*:{account}:environment/*/*',
  gains: instanceRole,
}
const task = of('AWS::ECS::Task', 'arn:*:ecs:*:{account}:task/*/*', 'ecs-tasks.amazonaws.com')
const jobDefinition = of('AWS::Batch::JobDefinition', 'arn:*:batch:*:{account}:job-definition/*', 'ecs-tasks.amazonaws.com')
const appRunner = of('AWS::AppRunner::Service', 'arn:*:apprunner:*:{account}:service/*/*', 'tasks.apprunner.amazonaws.com')
const devEndpoint = of('AWS::Glue::DevEndpoint', 'arn:*:glue:*:{account}:devEndpoint/*', 'glue.amazonaws.com')
const job = of('AWS::Glue::Job', 'arn:*:glue:*:{account}:job/*', 'glue.amazonaws.com')
const glueSession = of('AWS::Glue::Session', 'arn:*:glue:*:{account}:session/*', 'glue.amazonaws.com')
const stack = of('AWS::CloudFormation::Stack', 'arn:*:cloudformation:*:{account}:stack/*/*', 'cloudformation.amazonaws.com')
const project = of('AWS::CodeBuild::Project', 'arn:*:codebuild:*:{account}:project/*', 'codebuild.amazonaws.com')
const machine = of('AWS::StepFunctions::StateMachine', 'arn:*:states:*:{account}:stateMachine:*', 'states.amazonaws.com')
const notebook = of('AWS::SageMaker::NotebookInstance', 'arn:*:sagemaker:*:{account}:notebook-instance/*', 'sagemaker.amazonaws.com')
const profile = of('AWS::SageMaker::UserProfile', 'arn:*:sagemaker:*:{account}:user-profile/*/*', 'sagemaker.amazonaws.com')
const interpreter = of(
  'AWS::BedrockAgentCore::CodeInterpreterCustom',
  'arn:*:bedrock-agentcore:*:{account}:code-interpreter-custom/*',
  'bedrock-agentcore.amazonaws.com',
)
const runtime = of('AWS::BedrockAgentCore::Runtime', 'arn:*:bedrock-agentcore:*:{account}:runtime/*', 'bedrock-agentcore.amazonaws.com')
const browser = of(
  'AWS::BedrockAgentCore::BrowserCustom',
  'arn:*:bedrock-agentcore:*:{account}:browser-custom/*',
  'bedrock-agentcore.amazonaws.com',
)
const cluster = of('AWS::EKS::Cluster', 'arn:*:eks:*:{account}:cluster/*', 'pods.eks.amazonaws.com', 'eks.amazonaws.com')

const running = (
  id: string,
  title: string,
  { kind, pattern, gains }: Running,
  actions: readonly [string, ...string[]],
  sources: EscalationPath['sources'],
  more: readonly Need[] = [],
): EscalationPath => {
  const [first, ...others] = actions.map((action): Need => ({ action, on: { running: pattern, kind } }))
  if (!first) throw new Error(`${id} needs nothing`)
  return { id, title, family: 'code-update', needs: [first, ...others, ...more], gains, sources }
}

const anyDocument = 'arn:*:ssm:*::document/AWS-RunShellScript'

const code: readonly EscalationPath[] = [
  running(
    'lambda-update-code',
    'replaces the code of a function and waits for it to be invoked',
    fn,
    ['lambda:UpdateFunctionCode'],
    [pathfinding('lambda-003'), rhino, bishopFox],
  ),
  running(
    'lambda-update-code-invoke',
    'replaces the code of a function and invokes it',
    fn,
    ['lambda:UpdateFunctionCode', 'lambda:InvokeFunction'],
    [pathfinding('lambda-004'), rhino],
  ),
  running(
    'lambda-update-code-add-permission',
    'replaces the code of a function and lets somebody else invoke it',
    fn,
    ['lambda:UpdateFunctionCode', 'lambda:AddPermission'],
    [pathfinding('lambda-005')],
  ),
  running(
    'lambda-update-configuration',
    'puts a layer of its own under a function',
    fn,
    ['lambda:UpdateFunctionConfiguration'],
    [hackTricks('lambda'), rhino],
  ),
  running(
    'ec2-modify-user-data',
    'replaces the start script of an instance and restarts it',
    instance,
    ['ec2:ModifyInstanceAttribute', 'ec2:StopInstances', 'ec2:StartInstances'],
    [pathfinding('ec2-002'), hackTricks('ec2')],
  ),
  running(
    'ec2-instance-connect',
    'adds a key to an instance and logs in',
    instance,
    ['ec2-instance-connect:SendSSHPublicKey'],
    [pathfinding('ec2-003'), bishopFox],
  ),
  running(
    'ec2-serial-console',
    'adds a key to the serial console of an instance and logs in',
    instance,
    ['ec2-instance-connect:SendSerialConsoleSSHPublicKey'],
    [hackTricks('ec2')],
  ),
  running(
    'ec2-modify-launch-template',
    'makes a new default version of a launch template with a start script',
    launchTemplate,
    ['ec2:CreateLaunchTemplateVersion', 'ec2:ModifyLaunchTemplate'],
    [pathfinding('ec2-005')],
  ),
  running('ssm-start-session', 'opens a session on an instance', instance, ['ssm:StartSession'], [pathfinding('ssm-001'), bishopFox]),
  running(
    'ssm-send-command',
    'runs a command on an instance',
    instance,
    ['ssm:SendCommand'],
    [pathfinding('ssm-002'), bishopFox],
    [some('ssm:SendCommand', anyDocument)],
  ),
  running(
    'ssm-create-association',
    'has State Manager run a document on an instance',
    instance,
    ['ssm:CreateAssociation'],
    [hackTricks('ssm')],
    [some('ssm:CreateAssociation', anyDocument)],
  ),
  running(
    'codedeploy-create-deployment',
    'deploys a revision of its own to instances',
    deploymentGroup,
    ['codedeploy:CreateDeployment'],
    [pathfinding('codedeploy-001')],
    [some('codedeploy:RegisterApplicationRevision', 'arn:*:codedeploy:*:{account}:application:*')],
  ),
  running('emr-add-steps', 'adds a step to a cluster', emrCluster, ['elasticmapreduce:AddJobFlowSteps'], [hackTricks('emr')]),
  running(
    'elasticbeanstalk-update-environment',
    'gives an environment a new version',
    beanstalk,
    ['elasticbeanstalk:UpdateEnvironment'],
    [hackTricks('elastic-beanstalk'), bishopFox],
    [
      some('elasticbeanstalk:CreateApplicationVersion', 'arn:*:elasticbeanstalk:*:{account}:application/*'),
      some('elasticbeanstalk:CreateApplicationVersion', 'arn:*:elasticbeanstalk:*:{account}:applicationversion/*/*'),
    ],
  ),
  running(
    'ecs-execute-command',
    'opens a shell in a running task',
    task,
    ['ecs:ExecuteCommand', 'ecs:DescribeTasks'],
    [pathfinding('ecs-006'), hackTricks('ecs')],
    [some('ecs:ExecuteCommand', 'arn:*:ecs:*:{account}:cluster/*')],
  ),
  running(
    'batch-submit-job',
    'submits a job with a command of its own',
    jobDefinition,
    ['batch:SubmitJob'],
    [pathfinding('batch-002')],
    [some('batch:SubmitJob', 'arn:*:batch:*:{account}:job-queue/*')],
  ),
  running(
    'apprunner-update-service',
    'replaces the image or the command of a service',
    appRunner,
    ['apprunner:UpdateService'],
    [pathfinding('apprunner-002')],
  ),
  running(
    'glue-update-dev-endpoint',
    'adds a key to a development endpoint and logs in',
    devEndpoint,
    ['glue:UpdateDevEndpoint'],
    [pathfinding('glue-002'), rhino, bishopFox],
  ),
  running('glue-update-job', 'replaces the script of a job and runs it', job, ['glue:UpdateJob', 'glue:StartJobRun'], [hackTricks('glue')]),
  running('glue-run-statement', 'runs statements in an open session', glueSession, ['glue:RunStatement'], [hackTricks('glue')]),
  running(
    'cloudformation-update-stack',
    'updates a stack that has a role',
    stack,
    ['cloudformation:UpdateStack'],
    [pathfinding('cloudformation-002'), bishopFox],
  ),
  running(
    'cloudformation-execute-change-set',
    'makes a change set for a stack that has a role, and executes it',
    stack,
    ['cloudformation:CreateChangeSet', 'cloudformation:ExecuteChangeSet'],
    [pathfinding('cloudformation-005')],
  ),
  running(
    'codebuild-start-build',
    'builds a project with commands of its own',
    project,
    ['codebuild:StartBuild'],
    [pathfinding('codebuild-002')],
  ),
  running(
    'codebuild-start-build-batch',
    'builds a project in a batch with commands of its own',
    project,
    ['codebuild:StartBuildBatch'],
    [pathfinding('codebuild-003')],
  ),
  running(
    'codebuild-update-project',
    'replaces the commands of a project',
    project,
    ['codebuild:UpdateProject'],
    [hackTricks('codebuild')],
  ),
  running(
    'stepfunctions-update',
    'replaces the definition of a state machine and runs it',
    machine,
    ['states:UpdateStateMachine', 'states:StartExecution'],
    [hackTricks('stepfunctions')],
  ),
  running(
    'sagemaker-presigned-notebook-url',
    'opens a notebook by a signed URL',
    notebook,
    ['sagemaker:CreatePresignedNotebookInstanceUrl'],
    [pathfinding('sagemaker-004'), bishopFox],
  ),
  running(
    'sagemaker-lifecycle-config',
    'has a notebook run a script when it starts',
    notebook,
    ['sagemaker:StopNotebookInstance', 'sagemaker:UpdateNotebookInstance', 'sagemaker:StartNotebookInstance'],
    [pathfinding('sagemaker-005')],
    [some('sagemaker:CreateNotebookInstanceLifecycleConfig', 'arn:*:sagemaker:*:{account}:notebook-instance-lifecycle-config/*')],
  ),
  running(
    'sagemaker-presigned-domain-url',
    'signs in to a Studio domain as a user profile',
    profile,
    ['sagemaker:CreatePresignedDomainUrl'],
    [hackTricks('sagemaker')],
  ),
  running(
    'bedrock-invoke-code-interpreter',
    'runs code in a code interpreter',
    interpreter,
    ['bedrock-agentcore:StartCodeInterpreterSession', 'bedrock-agentcore:InvokeCodeInterpreter'],
    [pathfinding('bedrock-002')],
  ),
  running(
    'bedrock-invoke-runtime-command',
    'runs commands in an agent runtime',
    runtime,
    ['bedrock-agentcore:InvokeAgentRuntimeCommand'],
    [pathfinding('bedrock-004'), 'https://www.beyondtrust.com/blog/entry/aws-agentcore-privilege-escalation'],
  ),
  running(
    'bedrock-drive-browser',
    'drives a browser',
    browser,
    ['bedrock-agentcore:StartBrowserSession'],
    [pathfinding('bedrock-007'), 'https://www.beyondtrust.com/blog/entry/aws-agentcore-privilege-escalation'],
    [need('bedrock-agentcore:ConnectBrowserAutomationStream', '*')],
  ),
]

const accessEntry = 'arn:*:eks:*:{account}:access-entry/*/*/*/*/*'
const kubernetes: readonly EscalationPath[] = [
  {
    ...running(
      'eks-create-access-entry',
      'makes itself cluster administrator, and takes the role of a pod',
      cluster,
      ['eks:CreateAccessEntry'],
      ['https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html', hackTricks('eks')],
      [some('eks:AssociateAccessPolicy', accessEntry)],
    ),
    family: 'eks-access',
  },
  {
    id: 'eks-associate-access-policy',
    title: 'makes an access entry of its own cluster administrator, and takes the role of a pod',
    family: 'eks-access',
    needs: [some('eks:AssociateAccessPolicy', accessEntry)],
    gains: cluster.gains,
    provided: 'the caller has an access entry in a cluster whose pods have the role',
    sources: ['https://docs.aws.amazon.com/eks/latest/userguide/access-policies.html', hackTricks('eks')],
  },
  {
    ...running(
      'eks-update-cluster-config',
      'switches a cluster to access entries',
      cluster,
      ['eks:UpdateClusterConfig'],
      ['https://docs.aws.amazon.com/eks/latest/userguide/setting-up-access-entries.html', hackTricks('eks')],
    ),
    family: 'eks-access',
    provided: 'the caller, or whoever it can become, has or may make an access entry',
  },
]

export const runningPaths: readonly EscalationPath[] = [...code, ...kubernetes]
