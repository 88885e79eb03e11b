import { describe, expect, it } from 'vitest';
import { workedAround } from './workarounds.ts';

const SECRET = { Type: 'AWS::SecretsManager::Secret' };
const CERTIFICATE = { Type: 'AWS::ApiGateway::ClientCertificate' };

describe('the template for the emulator', () => {
  it('leaves out what it does not have, and every reference to it', () => {
    const stage = (properties: object, more: object = {}) => ({
      Type: 'AWS::ApiGateway::Stage',
      ...more,
      Properties: properties,
    });

    const { Resources } = workedAround({
      Resources: {
        Certificate: CERTIFICATE,
        One: stage(
          { ClientCertificateId: { Ref: 'Certificate' }, StageName: 'live' },
          { DependsOn: ['Certificate', 'Two'] },
        ),
        Two: stage({ Tags: ['a', { 'Fn::GetAtt': ['Certificate', 'Id'] }, 'b'] }),
      },
    });

    expect(Resources).toEqual({
      One: stage({ StageName: 'live' }, { DependsOn: ['Two'] }),
      Two: stage({ Tags: ['a', 'b'] }),
    });
  });

  it('leaves out alarms over several metrics, and keeps those over one', () => {
    const over = (Properties: object) => ({ Type: 'AWS::CloudWatch::Alarm', Properties });

    const { Resources } = workedAround({
      Resources: { One: over({ MetricName: 'Errors' }), Several: over({ Metrics: [] }) },
    });

    expect(Object.keys(Resources)).toEqual(['One']);
  });

  it('asks for the ARN of a secret by an attribute, also in the output that names it', () => {
    const name = { 'Fn::Select': [6, { 'Fn::Split': [':', { Ref: 'Secret' }] }] };
    const arn = { 'Fn::GetAtt': ['Secret', 'Id'] };

    const edited = workedAround({
      Resources: { Secret: SECRET, Fn: { Type: 'X', Properties: { Variable: { Ref: 'Secret' } } } },
      Outputs: { SecretName: { Value: name } },
    } as Parameters<typeof workedAround>[0]);

    expect(edited).toEqual({
      Resources: { Secret: SECRET, Fn: { Type: 'X', Properties: { Variable: arn } } },
      Outputs: { SecretName: { Value: arn } },
    });
  });
});
