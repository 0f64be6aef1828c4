// Credentials in plain text: what is taken for one, and what is not.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { secretPattern, type SecretPattern } from '../../src/collect/secrets.ts'

// Put together here, so that no scanner of repositories takes the test itself for a leak.
const join = (...parts: readonly string[]): string => parts.join('')
const random = 'f3Kq9ZtR7vXw2LmN8pYb4HsJ6dGc1QaE'

const found: readonly (readonly [name: string, value: string, pattern: SecretPattern])[] = [
  ['ANY', join('AK', 'IA', 'IOSFODNN7EXAMPLE'), 'aws-access-key'],
  ['CONFIG', join('{"id":"AS', 'IA', 'IOSFODNN7EXAMPLE"}'), 'aws-access-key'],
  ['CERT', join('-----BEGIN RSA PRIV', 'ATE KEY-----\nMIIE'), 'private-key'],
  ['CERT', join('-----BEGIN PRIV', 'ATE KEY-----'), 'private-key'],
  ['CERT', join('-----BEGIN PGP PRIV', 'ATE KEY BLOCK-----'), 'private-key'],
  ['GIT', join('gh', 'p_', random, '0123'), 'github-token'],
  ['GIT', join('github', '_pat_', random), 'github-token'],
  ['GIT', join('gl', 'pat-', random), 'gitlab-token'],
  ['CHAT', join('xo', 'xb-', '123456789012-', random), 'slack-token'],
  ['PAY', join('sk', '_live_', random), 'stripe-key'],
  ['MAPS', join('AI', 'za', random, 'abc'), 'google-api-key'],
  ['NPM', join('npm', '_', random, 'abcd'), 'npm-token'],
  ['PYPI', join('pypi', '-', random, random), 'pypi-token'],
  ['MAIL', join('SG', '.', random.slice(0, 22), '.', random, random.slice(0, 11)), 'sendgrid-key'],
  ['MODEL', join('sk', '-ant-', random, random), 'ai-api-key'],
  ['BLOB', join('DefaultEndpointsProtocol=https;AccountName=a;Account', 'Key=', random, random, '=='), 'azure-account-key'],
  ['SESSION', join('ey', 'JhbGciOiJIUzI1NiJ9.ey', 'JzdWIiOiIxMjM0In0.', random), 'json-web-token'],
  ['DATABASE_URL', 'postgres://app:hunter2@db.internal:5432/orders', 'password-in-url'],
  ['BROKER', 'amqps://:hunter2@mq.internal', 'password-in-url'],
  ['DSN', 'Server=db;User Id=app;Password=hunter2;', 'password-in-connection-string'],
  ['JDBC_CONNECTION_URL', 'jdbc:mysql://db.internal:3306/orders?user=app&password=hunter2', 'password-in-connection-string'],
  ['JDBC_CONNECTION_URL', 'jdbc:postgresql://db.internal/orders?password=hunter2&ssl=true', 'password-in-connection-string'],
  ['JDBC_CONNECTION_URL', 'jdbc:oracle:thin:app/hunter2@//db.internal:1521/orders', 'password-in-url'],
  ['DB_PASSWORD', 'hunter2', 'named-like-a-secret'],
  ['dbPassword', 'hunter2', 'named-like-a-secret'],
  ['PGPASSWORD', 'hunter2', 'named-like-a-secret'],
  ['DB_PASS', 'hunter2', 'named-like-a-secret'],
  ['CLIENT_SECRET', 'hunter2', 'named-like-a-secret'],
  ['DB_PASSWORD_2', 'hunter2', 'named-like-a-secret'],
  ['API_KEY', random, 'named-like-a-secret'],
  ['apiKey', random, 'named-like-a-secret'],
  ['AUTH_TOKEN', random, 'named-like-a-secret'],
  ['AWS_SECRET_ACCESS_KEY', join('wJalrXUtnFEMI/K7MDENG/', 'bPxRfiCYEXAMPLEKEY'), 'named-like-a-secret'],
]

const harmless: readonly (readonly [name: string, value: string])[] = [
  ['TABLE_NAME', 'orders'],
  ['JDBC_CONNECTION_URL', 'jdbc:oracle:thin:@//db.internal:1521/orders'],
  ['JDBC_CONNECTION_URL', 'jdbc:oracle:thin:app/${password}@//db.internal:1521/orders'],
  ['JDBC_CONNECTION_URL', 'jdbc:mysql://db.internal/orders?user=app&password=${password}&ssl=true'],
  ['LOG_LEVEL', 'INFO'],
  ['EMPTY_PASSWORD', ''],
  ['DB_PASSWORD', '   '],
  ['DB_PASSWORD_ARN', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf'],
  ['DB_PASSWORD', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf'],
  ['DB_PASSWORD', '{{resolve:secretsmanager:db:SecretString:password}}'],
  ['DB_PASSWORD', '/prod/db/password'],
  ['DB_PASSWORD', '${DB_PASSWORD}'],
  ['DB_PASSWORD', '<set me>'],
  ['DB_PASSWORD', '********'],
  ['DB_PASSWORD', 'changeme'],
  ['SECRET_NAME', 'prod/database'],
  ['SECRET_ID', 'prod/database'],
  ['PASSWORD_MIN_LENGTH', '1234'],
  ['TOKEN_TTL', '3600'],
  ['TOKEN_URL', 'https://login.example.com/oauth2/token'],
  ['USE_TOKEN', 'false'],
  ['API_KEY', 'none'],
  ['API_KEY', 'aaaaaaaaaaaaaaaaaaaaaaaa'],
  ['API_KEY', 'see the wiki for where this key is kept'],
  ['PARTITION_KEY', 'customerId'],
  ['SORT_KEY', 'f3Kq9ZtR7vXw2LmN'],
  ['KMS_KEY_ID', '1234abcd-12ab-34cd-56ef-1234567890ab'],
  ['COMPASS_URL', 'https://compass.example.com'],
  ['BYPASS', 'enabled-for-admins'],
  ['HOMEPAGE', 'https://example.com:8443/a@b'],
  ['TEMPLATE', 'postgres://app:${DB_PASSWORD}@db.internal/orders'],
  ['COMMIT', '3b18e512dba79e4c8300dd08aeb37f8e728b8dad'],
]

describe('secretPattern', () => {
  for (const [name, value, pattern] of found) {
    it(`finds ${pattern} in ${name}`, () => assert.equal(secretPattern(name, value), pattern))
  }
  for (const [name, value] of harmless) {
    it(`lets ${name}=${value} be`, () => assert.equal(secretPattern(name, value), undefined))
  }
  it('takes its time in bounds on long hostile values', () => {
    const started = performance.now()
    for (const part of ['a:', 'a.', 'ey', 'password=', '-', '://', 'A']) secretPattern('TOKEN', part.repeat(4096 / part.length))
    assert.ok(performance.now() - started < 10_000)
  })
})
