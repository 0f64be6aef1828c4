// AWS Lambda: functions with a URL of their own.
import { defineQuestion } from '../../check/check.ts'
import { reached } from './way.ts'

export const functionUrls = defineQuestion({
  id: 'exposure-function-url',
  on: 'AWS::Lambda::Function',
  needs: ['urlConfigs'],
  test: ({ urlConfigs }) =>
    reached(
      urlConfigs.map(({ FunctionUrl, FunctionArn, AuthType }) => ({
        by: 'function-url' as const,
        protocol: 'https',
        authentication: AuthType === 'NONE' ? 'none' : AuthType,
        because: { FunctionUrl },
        name: FunctionArn,
      })),
    ),
})
