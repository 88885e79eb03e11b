import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Resource {
  readonly Type: string;
  readonly Properties?: object;
}

/** A template, as far as the workarounds look into it. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

/** Resource types that MiniStack does not have. What hangs on them is not proven by the emulator: docs/emulator.md. */
const NOT_THERE: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::ClientCertificate',
  'AWS::CodeDeploy::Application',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::SecretsManager::ResourcePolicy',
  'AWS::WAFv2::LoggingConfiguration',
  'AWS::WAFv2::WebACLAssociation',
]);

/** Its alarms know one metric each, no arithmetic over several. */
function isNotThere({ Type, Properties = {} }: Resource): boolean {
  return NOT_THERE.has(Type) || (Type === 'AWS::CloudWatch::Alarm' && 'Metrics' in Properties);
}

type Ids = ReadonlySet<string>;

function idsOf({ Resources }: Template, isMeant: (resource: Resource) => boolean): Ids {
  const found = Object.entries(Resources).filter(([, resource]) => isMeant(resource));
  return new Set(found.map(([id]) => id));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The logical id that an intrinsic function refers to, or nothing. */
function referredTo(value: unknown): string {
  if (!isObject(value)) return '';
  const { Ref, 'Fn::GetAtt': attribute } = value;
  const id: unknown = Array.isArray(attribute) ? attribute[0] : Ref;
  return typeof id === 'string' ? id : '';
}

/** `Ref` of a secret is its ARN. MiniStack says its name; the attribute `Id` is the ARN with both. */
function arnOf(secret: string) {
  return { 'Fn::GetAtt': [secret, 'Id'] };
}

/** The template as MiniStack takes it; to AWS it would be the same but for what is left out. */
export function workedAround(template: Template): Template {
  const dropped = idsOf(template, isNotThere);
  const secrets = idsOf(template, ({ Type }) => Type === 'AWS::SecretsManager::Secret');
  const [secret = ''] = secrets;
  const edited = (value: unknown): unknown => {
    const id = referredTo(value);
    if (dropped.has(id)) return undefined;
    return secrets.has(id) && isObject(value) && 'Ref' in value ? arnOf(id) : value;
  };
  return JSON.parse(JSON.stringify(template), (name: string, value: unknown) => {
    if (dropped.has(name)) return undefined;
    if (name === 'DependsOn') return [value].flat().filter((id) => !dropped.has(String(id)));
    // The CDK cuts the name out of the ARN, and counts on how CloudFormation makes names; MiniStack makes others.
    if (name === 'SecretName') return { Value: arnOf(secret) };
    // What was left out of a list has left a hole, which `flat` closes.
    return Array.isArray(value) ? value.flat(0) : edited(value);
  }) as Template;
}

/** Changes every template of a cloud assembly. */
export function workAround(assembly: string): void {
  for (const name of readdirSync(assembly).filter((each) => each.endsWith('.template.json'))) {
    const path = join(assembly, name);
    const template = JSON.parse(readFileSync(path, 'utf8')) as Template;
    writeFileSync(path, JSON.stringify(workedAround(template)));
  }
}
