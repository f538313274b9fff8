/** What happens to a place that something else has; see MappingRule.on_conflict. */
export const conflictPolicies = ['skip', 'rename', 'replace-ours'] as const
export type ConflictPolicy = (typeof conflictPolicies)[number]
