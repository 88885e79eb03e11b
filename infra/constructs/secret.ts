import { SecretValue } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { SECRET_PLACEHOLDER } from '../../shared/contract/secret.ts';
import type { DataProtection } from './data-protection.ts';
import type { NodeFunction } from './node-function.ts';
import { allow } from './statements.ts';

/** How the secret is kept. */
export interface VeriffSecretProps {
  /** Key, and what becomes of the secret when it leaves the stack. */
  readonly protection: DataProtection;
}

/**
 * Veriff's API keys and shared secrets, as JSON (`shared/contract/secret.ts`). Made with a placeholder that
 * every function refuses; a later deployment leaves the value alone as long as the placeholder is the same.
 */
export class VeriffSecret extends Construct {
  /** The secret itself. */
  readonly secret: Secret;
  readonly #protection: DataProtection;

  constructor(scope: Construct, id: string, { protection }: VeriffSecretProps) {
    super(scope, id);
    this.#protection = protection;
    this.secret = new Secret(this, 'Secret', {
      description: "Veriff's integrations: API keys and shared secrets",
      encryptionKey: protection.key,
      removalPolicy: protection.removalPolicy,
      // It holds no secret: the functions refuse it until somebody fills in real ones.
      secretStringValue: SecretValue.unsafePlainText(SECRET_PLACEHOLDER),
    });
  }

  /** To read the secret. */
  grantRead(fn: NodeFunction): void {
    fn.tell('secret', this.secret.secretArn);
    fn.allow(
      allow('secretsmanager', ['GetSecretValue'], this.secret.secretArn),
      this.#protection.useThrough('secretsmanager', ['Decrypt']),
    );
  }
}
