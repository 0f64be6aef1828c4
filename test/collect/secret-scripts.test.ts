// Credentials in scripts and configuration files.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { secretPatternsIn } from '../../src/collect/secrets.ts'

const holding: Readonly<Record<string, readonly [pattern: string, text: string]>> = {
  'an assignment': ['named-like-a-secret', '#!/bin/bash\nexport DB_PASSWORD=hunter2hunter\n'],
  'an assignment in quotes': ['named-like-a-secret', 'DB_PASSWORD="hunter2 hunter"'],
  'one of several': ['named-like-a-secret', 'A=1; DB_PASSWORD=hunter2hunter; C=3'],
  'an option': ['named-like-a-secret', 'mysql --user shop --password "s3cretPass!"'],
  'an option with an equals sign': ['named-like-a-secret', 'mysql --password=s3cretPass!'],
  YAML: ['named-like-a-secret', 'database:\n  password: s3cretPass!\n'],
  JSON: ['named-like-a-secret', '{"user": "shop", "db_password": "abcd1234"}'],
  'an address with a password': ['password-in-url', 'curl https://deploy:s3cret@git.example.com/shop.git'],
  'a key in a comment': ['aws-access-key', '# AKIAIOSFODNN7EXAMPLE is the old one'],
  'a key far along a line': ['aws-access-key', `${'x '.repeat(2000)}AKIAIOSFODNN7EXAMPLE${' y'.repeat(2000)}`],
  'a line that ends as on Windows': ['named-like-a-secret', 'rem\r\nset DB_PASSWORD=hunter2hunter\r\n'],
}
for (const [what, [pattern, text]] of Object.entries(holding)) {
  it(`finds a credential in ${what}`, () => assert.deepEqual(secretPatternsIn(text), [pattern]))
}

const clean: Readonly<Record<string, string>> = {
  'what is fetched at the start': 'export DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id db)',
  'what is fetched the old way': 'export DB_PASSWORD=`cat /run/secrets/db`',
  'another variable': 'DB_PASSWORD="${DB_PASSWORD}"',
  'a placeholder of a template': 'password: {{ db_password }}',
  'words in a comment': '# password: in the vault',
  'words in a sentence': 'echo secret manager started',
  'the name of a secret': 'DB_PASSWORD_ARN=arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf',
  'a package': 'yum install -y password-store',
  'a certificate': '/etc/eks/bootstrap.sh shop --b64-cluster-ca LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t',
  nothing: '',
}
for (const [what, text] of Object.entries(clean)) {
  it(`finds none in ${what}`, () => assert.deepEqual(secretPatternsIn(text), []))
}

it('names each kind once, and in order', () => {
  const text = 'TOKEN_SECRET=hunter2hunter\nDB_PASSWORD=hunter2hunter\nAKIAIOSFODNN7EXAMPLE'
  assert.deepEqual(secretPatternsIn(text), ['aws-access-key', 'named-like-a-secret'])
})

it('takes its time in proportion to the text, whatever it is', () => {
  const started = process.cpuUsage()
  for (const text of ['a.', 'a=b,', '"', '--a ', 'x://']) secretPatternsIn(text.repeat(Math.floor(262_144 / text.length)))
  const { user } = process.cpuUsage(started)
  assert.ok(user < 5_000_000, `${user} µs`)
})
