interface DeployStep {
  readonly what: string;
  readonly command?: string;
}

/** What somebody does who has only run it locally so far. */
export const STEPS: readonly DeployStep[] = [
  { what: 'Check this machine.', command: 'npx veriff-ops doctor' },
  { what: 'See what would be deployed; no credentials are needed.', command: 'npm run synth' },
  { what: 'Deploy the stack.', command: 'npx cdk deploy -c stage=dev' },
  {
    what: "Fill the secret of the output SecretName with the integration's API key and shared secret.",
  },
  { what: "Paste the output WebhookUrl into Veriff's portal, as below." },
];

const URL = "the stack's output WebhookUrl";

/** The portal's fields by name; `callback` of a session is none of them. */
export const PORTAL_FIELDS: readonly (readonly [field: string, value: string])[] = [
  ['Webhook decisions URL', URL],
  ['Webhook events URL', URL],
  ['Webhook Full Auto URL (Essential plan)', URL],
  ['Webhook PEP & Sanctions URL, session statuses, proof of address, where they are used', URL],
  ['Callback URL', 'where the end user lands; never the webhook URL'],
];
