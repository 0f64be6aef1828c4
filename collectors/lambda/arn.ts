// ARNs of Lambda functions: with and without the alias or version that qualifies them.

/** `…:function:orders:live` and `…:function:orders` → `…:function:orders`. */
export const unqualified = (arn: string): string => arn.split(':').slice(0, 7).join(':')

export const functionName = (arn: string): string | undefined => arn.split(':')[6]

/** The alias, version or `$LATEST` after the function's name. */
export const qualifierOf = (arn: string): string | undefined => arn.split(':')[7]
