import { isList } from '../words/json.ts';

/** The pattern as a rule for a CDK stack; fields keep their names, `detail-type` has CDK's. */
export function ruleAsCdk(pattern: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(pattern).map(
    ([name, value]) =>
      `    ${name === 'detail-type' ? 'detailType' : keyOf(name)}: ${literal(value, 2)},`,
  );
  return [
    "new Rule(this, 'OnSession', {",
    '  eventBus: veriff.eventBus,',
    '  eventPattern: {',
    ...fields,
    '  },',
    '  targets: [new LambdaFunction(handler)],',
    '});',
  ].join('\n');
}

/** A JSON value as TypeScript, with quotes only where a key needs them. */
function literal(value: unknown, depth: number): string {
  if (isList(value)) return `[${value.map((each: unknown) => literal(each, depth)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'string' ? quoted(value) : JSON.stringify(value);
  }
  const fields = Object.entries(value).map(
    ([key, each]: [string, unknown]) => `${keyOf(key)}: ${literal(each, depth + 1)}`,
  );
  return `{ ${fields.join(', ')} }`;
}

function keyOf(name: string): string {
  return /^[a-zA-Z_]\w*$/.test(name) ? name : quoted(name);
}

function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
