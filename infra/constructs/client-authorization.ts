import { Stack, Token } from 'aws-cdk-lib';
import {
  AccessLogField,
  AuthorizationType,
  CognitoUserPoolsAuthorizer,
  type MethodOptions,
} from 'aws-cdk-lib/aws-apigateway';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import { AccountPrincipal, AnyPrincipal, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Route } from '../../shared/contract/routes.ts';
import { ChoiceError } from '../choices.ts';
import { keepOut, letIn } from './gateway-policy.ts';

/** Who gets into an API. */
export interface ApiAccess {
  /** The API's resource policy. */
  readonly policy: readonly PolicyStatement[];
  /** What a route asks its callers for. */
  readonly methodOptions: (route: Route) => MethodOptions;
  /** The field of the access log that names the tenant; none where callers have no name. */
  readonly tenant?: string;
}

/** Callers that sign with AWS credentials. */
export interface IamClients {
  /**
   * Further AWS accounts, of 12 digits. Their principals need a policy of their own account as well.
   * @default - only principals of this account
   */
  readonly accounts?: readonly string[] | undefined;
}

/** Callers that bring an access token of a Cognito user pool, from the client credentials grant. */
export interface CognitoClients {
  /** An existing pool. Whoever gets a token with the scopes is let in, so give the scopes to app clients of servers only. */
  readonly userPool: IUserPool;
  /** What a token needs to read and list, in full: `<resource server>/<scope>`. */
  readonly readScope: string;
  /** What a token needs to create and erase, in full: `<resource server>/<scope>`. */
  readonly writeScope: string;
}

const ACCOUNT = /^\d{12}$/;

/** As Cognito has them: the resource server may be a URL, the scope itself has no slash. */
const FULL_SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+\/[\x21\x23-\x2e\x30-\x5b\x5d-\x7e]+$/;

/**
 * How callers of the client API prove who they are. The tenant follows from it: the AWS account of an IAM caller, or
 * the app client of a token. So a change from one to the other changes what callers can see.
 */
export class ClientAuthorization {
  /** AWS credentials, signed with Signature Version 4: no secret that could be stolen from a request. */
  static iam({ accounts = [] }: IamClients = {}): ClientAuthorization {
    for (const [index, account] of accounts.entries()) {
      if (Token.isUnresolved(account) || ACCOUNT.test(account)) continue;
      throw new ChoiceError(
        `ClientAuthorization.iam: accounts[${index}] "${account}" is no AWS account of 12 digits.`,
      );
    }
    return new ClientAuthorization((scope) => iamAccess(Stack.of(scope).account, accounts));
  }

  /** Tokens of an existing user pool, for callers outside AWS. */
  static cognito(clients: CognitoClients): ClientAuthorization {
    for (const name of ['readScope', 'writeScope'] as const) {
      const given = clients[name];
      if (Token.isUnresolved(given) || FULL_SCOPE.test(given)) continue;
      throw new ChoiceError(
        `ClientAuthorization.cognito: ${name} "${given}" is no full scope. Give <resource server>/<scope>; one without a resource server is in every user's token.`,
      );
    }
    return new ClientAuthorization((scope) => cognitoAccess(scope, clients));
  }

  readonly #bind: (scope: Construct) => ApiAccess;

  private constructor(bind: (scope: Construct) => ApiAccess) {
    this.#bind = bind;
  }

  /** What it is for one API, with the authoriser that it may take. */
  bind(scope: Construct): ApiAccess {
    return this.#bind(scope);
  }
}

/**
 * Inside one account a policy of the caller's or one of the API's is enough, so nothing here lets anyone of this
 * account in: their own policy has to. Across accounts both are needed. Everybody else is denied, whatever is added.
 */
function iamAccess(own: string, accounts: readonly string[]): ApiAccess {
  const others = keepOut('StringNotEquals', { 'aws:PrincipalAccount': [own, ...accounts] });
  const principals = accounts.map((account) => new AccountPrincipal(account));
  return {
    policy: principals.length === 0 ? [others] : [letIn(...principals), others],
    methodOptions: () => ({ authorizationType: AuthorizationType.IAM }),
    tenant: AccessLogField.contextIdentityAccountId(),
  };
}

/** A token is all that tells callers apart, so the policy lets everybody try: without an allow nobody would get in. */
function cognitoAccess(scope: Construct, clients: CognitoClients): ApiAccess {
  const authorizer = new CognitoUserPoolsAuthorizer(scope, 'Authorizer', {
    cognitoUserPools: [clients.userPool],
  });
  return {
    policy: [letIn(new AnyPrincipal())],
    methodOptions: ({ method }) => ({
      authorizer,
      authorizationType: AuthorizationType.COGNITO,
      // With a scope the gateway takes access tokens only; without, it would take a user's ID token.
      authorizationScopes: [method === 'GET' ? clients.readScope : clients.writeScope],
    }),
    tenant: AccessLogField.contextAuthorizerClaims('client_id'),
  };
}
