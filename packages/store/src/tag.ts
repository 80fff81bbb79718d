/** Name of the tag that goes with every mail and carries its tenant, so that a bounce finds its house. */
export const TENANT_TAG = "mandant"
