// Ways that pass a role to a service that deploys or automates.
import { bishopFox, hackTricks, need, passing, pathfinding, rhino, some, type EscalationPath } from './path.ts'

const stack = 'arn:*:cloudformation:*:{account}:stack/*/*'
const stackSet = 'arn:*:cloudformation:*:{account}:stackset/*:*'
const project = 'arn:*:codebuild:*:{account}:project/*'
const machine = 'arn:*:states:*:{account}:stateMachine:*'

export const deploymentPaths: readonly EscalationPath[] = [
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
