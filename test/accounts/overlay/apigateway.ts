// API Gateway as AWS answers it.
import { json } from '../../support/answers.ts'
import { corrected, listOf, type Json, type Overrides } from './override.ts'

/** Settings that nobody limited show the limits of the account; a level that nobody set is there all the same. */
const settingOf = (setting: Json): Json =>
  setting['throttlingRateLimit'] === 1000 && setting['throttlingBurstLimit'] === 2000
    ? { loggingLevel: 'OFF', ...setting, throttlingRateLimit: 10_000, throttlingBurstLimit: 5000 }
    : { loggingLevel: 'OFF', ...setting }

export const apiGateway: Overrides = {
  // moto does not know that REST APIs can be mapped in the newer way.
  'apigateway:GetApiMappings': async (seen, ask) => {
    const { text } = await ask({ path: seen.path.replace(/^\/v2(.*)\/apimappings$/, '$1/basepathmappings') })
    return json({
      items: listOf(JSON.parse(text) as Json, 'item').map(({ restApiId, stage }) => ({
        apiId: restApiId,
        apiMappingId: `m${String(restApiId).slice(0, 5)}`,
        apiMappingKey: '',
        stage,
      })),
    })
  },
  // Of HTTP APIs moto has single authorizers, and no list of them.
  'apigateway:GetAuthorizers': async (seen, ask) => {
    if (!seen.path.startsWith('/v2/')) {
      const { status, headers, text } = await ask()
      return { status, headers, body: text }
    }
    const routes = listOf(JSON.parse((await ask({ path: seen.path.replace(/authorizers$/, 'routes') })).text) as Json, 'items')
    const ids = new Set(routes.flatMap(({ authorizerId }) => (typeof authorizerId === 'string' ? authorizerId : [])))
    return json({
      items: await Promise.all([...ids].map(async (id): Promise<Json> => JSON.parse((await ask({ path: `${seen.path}/${id}` })).text))),
    })
  },
  // AWS hands policies out as the inside of a JSON string.
  'apigateway:GetRestApis': corrected((body) => ({
    ...body,
    item: listOf(body, 'item').map(({ policy, ...api }) => ({
      ...api,
      ...(typeof policy === 'string' && policy !== '' && { policy: JSON.stringify(policy).slice(1, -1) }),
    })),
  })),
  'apigateway:GetStages': corrected((body, seen) =>
    seen.path.startsWith('/v2/')
      ? body
      : {
          item: listOf(body, 'item').map(({ methodSettings, ...stage }) => ({
            ...stage,
            methodSettings: Object.fromEntries(
              Object.entries((methodSettings ?? {}) as Record<string, Json>).map(([key, setting]) => [key, settingOf(setting)]),
            ),
          })),
        },
  ),
}
