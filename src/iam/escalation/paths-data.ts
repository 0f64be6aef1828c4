// Ways that pass a role to a service for data or machine learning.
import { bishopFox, hackTricks, need, passing, pathfinding, rhino, some, type EscalationPath } from './path.ts'

const job = 'arn:*:glue:*:{account}:job/*'
const trigger = 'arn:*:glue:*:{account}:trigger/*'
const session = 'arn:*:glue:*:{account}:session/*'
const sagemaker = (type: string): string => `arn:*:sagemaker:*:{account}:${type}/*`
const agentcore = 'bedrock-agentcore.amazonaws.com'
const interpreter = 'arn:*:bedrock-agentcore:*:{account}:code-interpreter-custom/*'
const runtime = 'arn:*:bedrock-agentcore:*:{account}:runtime/*'
const browser = 'arn:*:bedrock-agentcore:*:{account}:browser-custom/*'
const identity = 'arn:*:bedrock-agentcore:*:{account}:workload-identity-directory/*/workload-identity/*'

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

export const dataPaths: readonly EscalationPath[] = [...data, ...machineLearning]
