import { describe, expect, it } from 'vitest';
import { DEV, makeStack, PROD, Synthesised } from './synthesised.ts';

const dev = new Synthesised(DEV);

describe('the stack', () => {
  it('is the same, byte for byte, each time it is synthesised', () => {
    const bytes = () => JSON.stringify(new Synthesised(PROD).template.toJSON());

    expect(bytes()).toBe(bytes());
  });

  it('names what operators and the CLI need', () => {
    const url = (api: string) =>
      `https://{${api}/Rest/Api}.execute-api.{AWS::Region}.{AWS::URLSuffix}/live`;
    const { SecretName, PortalSteps, ...others } = dev.outputs;

    const texts = Object.entries(others).map(([name, { Value }]) => [name, dev.text(Value)]);

    expect(Object.fromEntries(texts)).toEqual({
      ClientUrl: url('ClientApi'),
      WebhookUrl: `${url('WebhookApi')}/webhooks/veriff`,
      TableName: '{Sessions/Table}',
      EventBusName: '{Events/Bus}',
      SweepArn: '{Sweep/StateMachine}',
      PollFunctionName: '{Functions/PollDecision/Function/Aliaslive}',
      NextCommand: 'npm run smoke -- --stack veriff-sessions-dev',
      Version: '1',
    });
    expect(PortalSteps?.Value).toContain('"Webhook decisions URL" and "Webhook events URL"');
    expect(JSON.stringify(SecretName?.Value)).toContain('VeriffSessionsSecret');
  });

  it('keeps these logical ids: with another one CloudFormation would make a new, empty thing', () => {
    const lasting = [
      'AWS::DynamoDB::Table',
      'AWS::KMS::Key',
      'AWS::SecretsManager::Secret',
      'AWS::Events::EventBus',
      'AWS::ApiGateway::RestApi',
    ];
    const ids = lasting.flatMap((type) => Object.keys(dev.template.findResources(type)));

    expect(ids).toEqual([
      'VeriffSessionsTableAA006779',
      'VeriffSessionsProtectionKeyFB7DE006',
      'VeriffSessionsSecret1FDF6D85',
      'VeriffSessionsEventsBusFA4698EF',
      'VeriffSessionsClientApiRestApi545D319F',
      'VeriffSessionsWebhookApiRestApi2DA83518',
    ]);
  });

  it('cannot be deleted by mistake where its data is kept', () => {
    expect(makeStack(DEV).terminationProtection).toBe(false);
    expect(makeStack(PROD).terminationProtection).toBe(true);
  });
});
