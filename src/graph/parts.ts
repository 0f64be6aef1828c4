// What a kind of resource is in a system: something that acts, keeps, carries, or only a part of something else.

export type Part =
  | 'entry' // lets requests in
  | 'process' // runs code
  | 'store' // keeps data
  | 'channel' // carries data on
  | 'key'
  | 'identity'
  | 'record' // keeps what happened
  | 'registry' // keeps what is run
  | 'guard' // filters

const parts: Readonly<Record<string, Part>> = {
  'AWS::ApiGateway::RestApi': 'entry',
  'AWS::ApiGatewayV2::Api': 'entry',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'entry',
  'AWS::EC2::Instance': 'process',
  'AWS::EKS::Cluster': 'process',
  'AWS::EKS::Nodegroup': 'process',
  'AWS::Glue::Job': 'process',
  'AWS::Lambda::Function': 'process',
  'AWS::Athena::WorkGroup': 'process',
  'AWS::Pipes::Pipe': 'channel',
  'AWS::DynamoDB::Table': 'store',
  'AWS::Glue::Database': 'store',
  'AWS::RDS::DBCluster': 'store',
  'AWS::RDS::DBInstance': 'store',
  'AWS::RDS::DBProxy': 'entry',
  'AWS::S3::Bucket': 'store',
  'AWS::SecretsManager::Secret': 'store',
  'AWS::Events::EventBus': 'channel',
  'AWS::Kinesis::Stream': 'channel',
  'AWS::KinesisFirehose::DeliveryStream': 'channel',
  'AWS::SNS::Topic': 'channel',
  'AWS::SQS::Queue': 'channel',
  'AWS::KMS::Key': 'key',
  'AWS::IAM::Role': 'identity',
  'AWS::IAM::User': 'identity',
  'AWS::CloudTrail::Trail': 'record',
  'AWS::Logs::LogGroup': 'record',
  'AWS::ECR::Repository': 'registry',
  'AWS::WAFv2::WebACL': 'guard',
}

/** `undefined` for kinds that are parts of others (a stage, a version, a rule) or networks. */
export const partOf = (kind: string): Part | undefined => parts[kind]

/** Parts that a picture of the system shows; keys, identities and logs are shown where they are asked for. */
export const drawn: readonly Part[] = ['entry', 'process', 'store', 'channel', 'registry', 'guard']
