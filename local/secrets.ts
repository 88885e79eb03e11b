import type { RequestListener } from 'node:http';
import type { SecretDocument } from '../shared/contract/secret.ts';
import { AwsError, type AwsOperation, awsJsonService, NEVER } from './aws-json.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './lambda-context.ts';

/** The name of the one local secret. */
export const SECRET_NAME = 'veriff-sessions/local';

/** What there is to say to a caller: the document, nothing since there is no secret, or nothing at all. */
export type SecretAnswer = SecretDocument | 'missing' | 'never';

/** Answers `GetSecretValue` with the document, asked for anew at each call, of one version that is made now. */
export function secretsManager(
  document: (caller: string) => SecretAnswer,
  now: () => number,
): RequestListener {
  const createdAt = now();
  const getSecretValue: AwsOperation = ({ SecretId: id }, caller) => {
    const answer = id === SECRET_NAME ? document(caller) : 'missing';
    if (answer === 'never') return NEVER;
    if (answer === 'missing') {
      const text = "Secrets Manager can't find the specified secret.";
      throw new AwsError('ResourceNotFoundException', text);
    }
    return {
      ARN: `arn:aws:secretsmanager:${LOCAL_REGION}:${LOCAL_ACCOUNT}:secret:${SECRET_NAME}`,
      Name: SECRET_NAME,
      VersionId: '00000000-0000-4000-8000-000000000001',
      VersionStages: ['AWSCURRENT'],
      SecretString: JSON.stringify(answer),
      CreatedDate: createdAt / 1000,
    };
  };
  return awsJsonService({ 'secretsmanager.GetSecretValue': getSecretValue }, now);
}
