/** Makes a parameter of a stage; apart from reading them, because no function of the service may. */
import { ParameterAlreadyExists, PutParameterCommand, type SSMClient } from "@aws-sdk/client-ssm"

/**
 * Puts one that is not there yet, encrypted by the data key.
 * @returns false where there is one, which stays as it is
 */
export async function addParameter(
  client: SSMClient,
  prefix: string,
  { name, value, keyArn }: { readonly name: string; readonly value: string; readonly keyArn: string },
): Promise<boolean> {
  try {
    const Name = `${prefix.replace(/\/+$/, "")}/${name}`
    await client.send(new PutParameterCommand({ Name, Value: value, Type: "SecureString", KeyId: keyArn }))
    return true
  } catch (error) {
    if (error instanceof ParameterAlreadyExists) return false
    throw error
  }
}
