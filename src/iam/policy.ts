// IAM policy documents, as services hand them out.

/** A policy document as AWS returned it: JSON text, not parsed yet. Hostile input; only src/iam looks inside. */
export type PolicyText = string
