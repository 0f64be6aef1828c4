// Where AWS documents API Gateway.
export const developerGuide = 'https://docs.aws.amazon.com/apigateway/latest/developerguide'
