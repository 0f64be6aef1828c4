// AWS's error codes by what they mean for a reader. A code that stands in no set is an error, never absence.

/** IAM, SCP, boundary or a resource policy says no. Spelled differently by nearly every service. */
export const deniedCodes = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AccessDeniedForDependencyException', // Organizations
  'AllAccessDisabled', // S3
  'AuthorizationError', // SNS
  'AuthorizationErrorException', // SNS
  'EC2AccessDeniedException', // Lambda
  'Forbidden',
  'ForbiddenException',
  'KMS.AccessDeniedException',
  'KMSAccessDeniedException', // Lambda
  'KmsAccessDenied', // SQS
  'NotAuthorized',
  'NotAuthorizedException',
  'OperationNotPermittedException',
  'Unauthorized',
  'UnauthorizedAccess',
  'UnauthorizedException',
  'UnauthorizedOperation', // EC2
])

/** Refused for rate. */
export const throttlingCodes = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'KMSThrottlingException',
  'KmsThrottled',
  // For reads it is a rate; the limits on numbers of things that IAM and DynamoDB mean by it are met on writes only.
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequests',
  'TooManyRequestsException',
  'TransactionInProgressException',
])

/** Credentials that were good and are no longer. */
export const expiredCodes = new Set(['ExpiredToken', 'ExpiredTokenException', 'InvalidToken', 'RequestExpired', 'TokenRefreshRequired'])

/** Credentials that AWS does not know: bad ones, or good ones in a region that is not enabled. */
export const credentialCodes = new Set([
  'AuthFailure',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'UnrecognizedClientException',
])

/** The signature does not fit: nearly always the clock. */
export const clockCodes = new Set(['InvalidSignatureException', 'RequestInTheFuture', 'RequestTimeTooSkewed', 'SignatureDoesNotMatch'])

/** The region or the service is not enabled in this account, if it is not a misunderstanding. */
export const optInCodes = new Set(['NotSignedUp', 'OptInRequired', 'OptInRequiredException', 'SubscriptionRequiredException'])

/** AWS's own trouble. */
export const serverCodes = new Set([
  'InternalError',
  'InternalErrorException',
  'InternalFailure',
  'InternalServerError',
  'InternalServerErrorException',
  'InternalServerException',
  'InternalServiceError',
  'InternalServiceErrorException',
  'InternalServiceException',
  'RequestTimeout',
  'RequestTimeoutException',
  'ServiceException',
  'ServiceFailure',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'Unavailable',
])

/** Faults of the connection, as Node names them. */
export const networkCodes = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EMFILE',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ERR_SOCKET_CLOSED',
  'ERR_STREAM_PREMATURE_CLOSE',
])

/** A connection that took too long. */
export const timeoutCodes = new Set(['ESOCKETTIMEDOUT', 'ETIMEDOUT', 'TimeoutError'])

/** Certificates that are not to be trusted. Never retried, never ignored. */
export const tlsCodes = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'EPROTO',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])
