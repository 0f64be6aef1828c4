// What the checks on custom domain names and stage variables decide.
import { defaultEndpointDisabled, domainTls } from '../../../checks/apigateway/domains.ts'
import { stageVariableSecrets } from '../../../checks/apigateway/variables.ts'
import { domainName, httpApi, httpStage, mapping, restApi, stage } from '../../support/apigateway.ts'
import { given, verify } from '../../support/verify.ts'

verify(domainTls, {
  pass: [
    given(domainName('api.example.com'), { evidence: { securityPolicy: 'TLS_1_2', types: ['REGIONAL'] } }),
    domainName('cdn.example.com', { types: ['EDGE'], securityPolicy: 'SecurityPolicy_TLS12_2018_EDGE' }),
    domainName('new.example.com', { securityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09' }),
  ],
  fail: [
    given(domainName('old.example.com', { securityPolicy: 'TLS_1_0' }), { evidence: { securityPolicy: 'TLS_1_0', types: ['REGIONAL'] } }),
    domainName('later.example.com', { securityPolicy: 'SecurityPolicy_TLS11_2031' as 'TLS_1_0' }),
    domainName('unsaid.example.com', { securityPolicy: undefined }),
  ],
})

const domain = domainName('api.example.com')
const edge = domainName('edge.example.com', { types: ['EDGE'] })
const rest = restApi('rest')
const http = httpApi('http')

verify(defaultEndpointDisabled, {
  pass: [
    given(restApi('switched off', { disableExecuteApiEndpoint: true }), { evidence: { defaultEndpoint: false } }),
    httpApi('off', { DisableExecuteApiEndpoint: true }),
  ],
  fail: [
    given(rest, {
      with: [edge, mapping(edge, rest, 'BasePathMapping')],
      evidence: { defaultEndpoint: true, domains: ['edge.example.com'] },
    }),
    given(rest, { title: 'a regional domain', with: [domain, mapping(domain, rest)] }),
    given(http, { with: [domain, mapping(domain, http)], evidence: { defaultEndpoint: true, domains: ['api.example.com'] } }),
    given(restApi('unsaid', { disableExecuteApiEndpoint: undefined }), { with: [domain, mapping(domain, restApi('unsaid'))] }),
  ],
  notApplicable: [
    given(rest, { with: [domain], evidence: { domains: 0 } }),
    given(http, { title: 'a domain of another API', with: [domain, mapping(domain, httpApi('other'))] }),
  ],
})

const harmless = { Name: 'table', Secret: undefined }
verify(stageVariableSecrets, {
  pass: [given(stage(rest, 'harmless', {}, [harmless]), { evidence: { variables: 1 } }), httpStage('none')],
  fail: [
    given(stage(rest, 'a token', {}, [harmless, { Name: 'token', Secret: 'github-token' }]), {
      discriminators: ['token'],
      evidence: { variable: 'token', looksLike: 'github-token' },
    }),
    given(
      httpStage('two', {}, [
        { Name: 'dbPassword', Secret: 'named-like-a-secret' },
        { Name: 'token', Secret: 'stripe-key' },
      ]),
      { discriminators: ['dbPassword', 'token'] },
    ),
  ],
})
