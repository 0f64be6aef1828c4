// The threats that checks answer, by category, with their STRIDE letters.

export const threats = {
  'unauthorized-access': {
    title: 'Unauthorized access',
    stride: 'SE',
    what: 'Somebody acts in the system who should not, or with more power than intended.',
  },
  'data-exfiltration': { title: 'Data exfiltration', stride: 'I', what: 'Data leaves the system by a way that was not intended.' },
  'data-tampering': { title: 'Data tampering', stride: 'TR', what: 'Data, messages or code are changed, forged or destroyed unnoticed.' },
  'resource-exhaustion': {
    title: 'Resource exhaustion',
    stride: 'D',
    what: 'A shared capacity or the budget is used up, by accident or on purpose.',
  },
  'denial-of-service': { title: 'Denial of service', stride: 'D', what: 'The system, or a part that others need, stops doing its work.' },
  'insecure-dependencies': {
    title: 'Insecure dependencies',
    stride: 'TE',
    what: 'Code, images, runtimes or layers of others carry a weakness in.',
  },
  'detection-and-recovery': {
    title: 'Detection and recovery',
    stride: 'R',
    what: 'An incident goes unseen, or what it destroyed cannot be restored.',
  },
} as const satisfies Record<string, { readonly title: string; readonly stride: string; readonly what: string }>

export type Threat = keyof typeof threats
