// Severity on a 5 x 5 matrix of likelihood and impact.

export const severities = ['critical', 'high', 'medium', 'low', 'informational'] as const
export type Severity = (typeof severities)[number]

/** Likelihood x impact, 1 to 25. */
export const riskScore = (likelihood: number, impact: number): number => likelihood * impact

/** 20-25 critical, 12-19 high, 6-11 medium, 3-5 low, 1-2 informational. */
export const severityOf = (score: number): Severity =>
  score >= 20 ? 'critical' : score >= 12 ? 'high' : score >= 6 ? 'medium' : score >= 3 ? 'low' : 'informational'

/** Whether `a` is at least as severe as `threshold`. */
export const atLeast = (a: Severity, threshold: Severity): boolean => severities.indexOf(a) <= severities.indexOf(threshold)
