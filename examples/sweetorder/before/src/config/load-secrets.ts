import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

export async function loadSecrets(): Promise<void> {
  const arn = process.env.SECRETS_ARN;
  if (!arn) {
    console.warn("SECRETS_ARN이 없어서 비밀 값을 읽지 않습니다");
    return;
  }

  const client = new SecretsManagerClient({ region: "ap-northeast-1" });
  const answer = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  const values = JSON.parse(answer.SecretString ?? "{}");
  for (const [name, value] of Object.entries(values)) {
    process.env[name] = String(value);
  }
}
