/** Secrets and settings of a stage from SSM Parameter Store: read once per container, decrypted, and never guessed. */
import { GetParametersByPathCommand, SSMClient } from "@aws-sdk/client-ssm"
import { type Connection, config } from "./connection.ts"

export interface Parameters {
  /** @throws MissingParameter */
  text(name: string): string
  /** undefined where there is none */
  find(name: string): string | undefined
  /** base64 of at least 32 bytes. @throws MissingParameter, Error for anything else */
  secret(name: string): Uint8Array
}

/** Whoever set the stage up has forgotten one; the name says which. */
export class MissingParameter extends Error {
  constructor(path: string) {
    super(`the parameter ${path} is missing in SSM Parameter Store (or the role may not read it)`)
    this.name = "MissingParameter"
  }
}

export const ssmClient = (connection: Connection): SSMClient => new SSMClient(config(connection))

/** Every parameter below a prefix ("/beschlussweg/test"), by what follows it. */
export async function parameters(client: SSMClient, prefix: string): Promise<Parameters> {
  const base = prefix.replace(/\/+$/, "")
  if (!base.startsWith("/")) throw new Error(`PARAMETERS begins with a slash: ${prefix}`)
  const found = new Map<string, string>()
  let NextToken: string | undefined
  do {
    const page = await client.send(
      new GetParametersByPathCommand({ Path: base, Recursive: true, WithDecryption: true, MaxResults: 10, NextToken }),
    )
    for (const { Name, Value, Type } of page.Parameters ?? []) {
      if (Name === undefined || Value === undefined) continue
      // A secret that anybody who lists parameters can read is none.
      if (Type !== "SecureString") throw new Error(`the parameter ${Name} is no SecureString`)
      found.set(Name.slice(base.length + 1), Value)
    }
    NextToken = page.NextToken
  } while (NextToken)
  const text = (name: string): string => {
    const value = found.get(name)
    if (value === undefined) throw new MissingParameter(`${base}/${name}`)
    return value
  }
  return {
    text,
    find: (name) => found.get(name),
    secret(name) {
      const bytes = Buffer.from(text(name), "base64")
      if (bytes.byteLength < 32) throw new Error(`the parameter ${base}/${name} holds fewer than 32 bytes in base64`)
      return bytes
    },
  }
}
