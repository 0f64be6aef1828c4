// The exact versions of everything that stands in for AWS or for a shared database. docker-compose.yml names the same ones, by test.

export const pins = {
  /** moto and the botocore whose service models it answers by. */
  moto: '5.2.3',
  boto3: '1.44.8',
  /** The last release that starts without an account. */
  localstack: '4.14.0',
  postgres: '18.4',
} as const
