export interface Assignment {
  readonly role: string
}
