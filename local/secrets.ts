import type { RequestListener } from 'node:http';
import type { SecretDocument } from '../shared/contract/secret.ts';
import { AwsError, awsJsonService } from './aws-json.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './lambda-context.ts';

/** The name of the one local secret. */
export const SECRET_NAME = 'veriff-sessions/local';

/** Answers `GetSecretValue` with the document, asked for anew at each call, of one version that was made at `createdAt` (ms). */
export function secretsManager(document: () => SecretDocument, createdAt: number): RequestListener {
  return awsJsonService({
    'secretsmanager.GetSecretValue': ({ SecretId: id }) => {
      if (id !== SECRET_NAME) {
        const text = "Secrets Manager can't find the specified secret.";
        throw new AwsError('ResourceNotFoundException', text);
      }
      return {
        ARN: `arn:aws:secretsmanager:${LOCAL_REGION}:${LOCAL_ACCOUNT}:secret:${SECRET_NAME}`,
        Name: SECRET_NAME,
        VersionId: '00000000-0000-4000-8000-000000000001',
        VersionStages: ['AWSCURRENT'],
        SecretString: JSON.stringify(document()),
        CreatedDate: createdAt / 1000,
      };
    },
  });
}
