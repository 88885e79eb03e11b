import { readFileSync } from 'node:fs';
import { App, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { vi } from 'vitest';
import type { StageConfig } from '../../infra/config/read.ts';
import { VeriffSessionsStack } from '../../infra/stack.ts';

// A synth takes half a second by itself, and several where all levels run at once.
vi.setConfig({ testTimeout: 60_000 });

/** A resource of a template, as far as tests look into it. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Metadata?: { readonly 'aws:cdk:path'?: string };
}

const cdkJson = JSON.parse(readFileSync('cdk.json', 'utf8')) as {
  readonly context: Readonly<Record<string, unknown>>;
};

/** The context that `cdk` gives the app, feature flags included. */
export const CONTEXT = {
  ...cdkJson.context,
  'aws:cdk:bundling-stacks': [],
  'aws:cdk:enable-path-metadata': true,
};

/** A stage that sets nothing. */
export const DEV: StageConfig = {
  stage: 'dev',
  retained: false,
  rollout: false,
  webAcl: false,
  settings: {},
};

/** A stage for production, with what it has to say and a little more. */
export const PROD: StageConfig = {
  stage: 'prod',
  retained: true,
  rollout: true,
  webAcl: true,
  settings: {
    callbackHosts: ['app.example.com', 'example.org'],
    alarms: { emails: ['on-call@example.com'] },
  },
};

/** A stack as the app makes it. */
export function makeStack(config: StageConfig = DEV, props: StackProps = {}): VeriffSessionsStack {
  const app = new App({ context: CONTEXT });
  return new VeriffSessionsStack(app, `veriff-sessions-${config.stage}`, { ...props, config });
}

/** What CloudFormation would get, with its references made readable. */
export class Synthesised {
  readonly stack: VeriffSessionsStack;
  readonly template: Template;
  readonly resources: Readonly<Record<string, Resource>>;
  readonly outputs: Readonly<Record<string, { readonly Value: unknown }>>;

  constructor(config: StageConfig = DEV) {
    this.stack = makeStack(config);
    this.template = Template.fromStack(this.stack);
    const json = this.template.toJSON();
    this.resources = json['Resources'] as Readonly<Record<string, Resource>>;
    this.outputs = json['Outputs'] as Synthesised['outputs'];
  }

  /** The resources of a type, by the path of their construct: `Sessions/Table`. */
  all(type: string): ReadonlyMap<string, Resource> {
    const found = Object.entries(this.resources).filter(([, { Type }]) => Type === type);
    return new Map(found.map(([id, resource]) => [this.pathOf(id), resource]));
  }

  /** The only resource of a type. */
  only(type: string): Resource {
    const [first, ...others] = this.all(type).values();
    if (first === undefined || others.length > 0) throw new Error(`not exactly one ${type}`);
    return first;
  }

  /** The construct that a logical id stands for. */
  pathOf(logicalId: string): string {
    const path = this.resources[logicalId]?.Metadata?.['aws:cdk:path'] ?? logicalId;
    return path.replace(/^[^/]+\/VeriffSessions\//, '').replace(/\/Resource$/, '');
  }

  /** A value as text, references as `{path}` and `{path.Attribute}`. */
  text(value: unknown): string {
    if (typeof value === 'string') return value;
    const [name, argument] = Object.entries(value as object)[0] as [string, unknown];
    if (name === 'Ref') return `{${this.pathOf(String(argument))}}`;
    if (name === 'Fn::GetAtt') {
      const [id, attribute] = argument as [string, string];
      return `{${this.pathOf(id)}.${attribute}}`;
    }
    if (name !== 'Fn::Join') throw new Error(`unknown function ${name}`);
    const [separator, parts] = argument as [string, unknown[]];
    return parts.map((part) => this.text(part)).join(separator);
  }
}

/** One value or several, as CloudFormation has it. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
