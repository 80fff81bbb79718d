export interface Fact {
  readonly log: string
  readonly seq: number
  readonly prev: string
  readonly hash: string
  readonly at: string
  readonly type: string
  readonly by: string
  readonly data: unknown
}
