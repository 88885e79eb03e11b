import { SecretValue } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { SECRET_PLACEHOLDER } from '../../shared/contract/secret.ts';
import type { DataProtection } from './data-protection.ts';
import type { NodeFunction } from './node-function.ts';
import { allow } from './statements.ts';

/** Which secret it is. */
export interface VeriffSecretProps {
  /**
   * An existing secret, under the default key or one that it tells of. Its policy is left alone.
   * @default - a secret of our own
   */
  readonly existing?: ISecret | undefined;
  /** Key of our own secret, and what becomes of it when it leaves the stack. */
  readonly protection: DataProtection;
}

/**
 * Veriff's API keys and shared secrets, as JSON (`shared/contract/secret.ts`). Made with a placeholder that
 * every function refuses; a later deployment leaves the value alone as long as the placeholder is the same.
 */
export class VeriffSecret extends Construct {
  /** The secret itself. */
  readonly secret: ISecret | Secret;
  readonly #isOurs: boolean;
  readonly #key: IKey | undefined;
  readonly #protection: DataProtection;
  readonly #readers: string[] = [];

  constructor(scope: Construct, id: string, { existing, protection }: VeriffSecretProps) {
    super(scope, id);
    this.#protection = protection;
    this.#isOurs = existing === undefined;
    this.#key = existing === undefined ? protection.key : existing.encryptionKey;
    this.secret = existing ?? this.#make();
  }

  #make(): Secret {
    return new Secret(this, 'Secret', {
      description: "Veriff's integrations: API keys and shared secrets",
      encryptionKey: this.#protection.key,
      removalPolicy: this.#protection.removalPolicy,
      // It holds no secret: the functions refuse it until somebody fills in real ones.
      secretStringValue: SecretValue.unsafePlainText(SECRET_PLACEHOLDER),
    });
  }

  /** To read the secret. */
  grantRead(fn: NodeFunction): void {
    this.#readers.push(fn.roleArn);
    fn.tell('secret', this.secret.secretArn);
    fn.allow(allow('secretsmanager', ['GetSecretValue'], this.secret.secretArn));
    if (this.#key !== undefined) {
      fn.allow(this.#protection.useThrough('secretsmanager', ['Decrypt'], this.#key));
    }
  }

  /**
   * Closes our own secret to every reader but those granted until now, whatever other policies of the account
   * allow. Writing, and with it a new value, stays with whom IAM lets.
   */
  closeToOthers(): void {
    if (!this.#isOurs) return;
    this.secret.addToResourcePolicy(
      new PolicyStatement({
        sid: 'OnlyTheFunctionsRead',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['secretsmanager:GetSecretValue'],
        resources: ['*'],
        conditions: { ArnNotEquals: { 'aws:PrincipalArn': this.#readers } },
      }),
    );
  }
}
