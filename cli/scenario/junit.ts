import type { ScenarioResult } from './play.ts';

/** Results as JUnit XML, which CI systems read: a scenario is a test case. */
export function junit(results: readonly ScenarioResult[]): string {
  const failed = results.filter(({ passed }) => !passed).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="scenarios" tests="${results.length}" failures="${failed}" time="${seconds(sum(results))}">`,
    ...results.map(testCase),
    '</testsuite>',
    '',
  ].join('\n');
}

function testCase({ file, name, milliseconds, failure }: ScenarioResult): string {
  const head = `  <testcase classname="${escaped(file)}" name="${escaped(name)}" time="${seconds(milliseconds)}"`;
  if (failure === undefined) return `${head}/>`;
  const message = `step ${failure.step} (${failure.verb}, line ${failure.line})`;
  const text = [...failure.details, '', ...failure.timeline].join('\n');
  return `${head}>\n    <failure message="${escaped(message)}">${escaped(text)}</failure>\n  </testcase>`;
}

function sum(results: readonly ScenarioResult[]): number {
  return results.reduce((total, { milliseconds }) => total + milliseconds, 0);
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Also without the control characters that XML cannot hold. */
function escaped(text: string): string {
  return text
    .replaceAll(/[&<>"]/g, (each) => ENTITIES[each] ?? each)
    .replaceAll(/[^\t\n\r\u0020-\uFFFD]/g, '\uFFFD');
}
