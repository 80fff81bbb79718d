export interface Duty {
  readonly id: string
  readonly log: string
  readonly kind: string
  readonly dueAt: string
  readonly attempts: number
  readonly lastError?: string | undefined
}
