import axe, { type AxeResults } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

/** What axe finds wrong, of any weight, in words: empty is good. In the second theme only the colours are new. */
export async function accessibilityProblems(
  target: Page | Frame,
  rules: 'all' | 'colours' = 'all',
): Promise<readonly string[]> {
  const options = {
    iframes: false,
    resultTypes: ['violations'],
    ...(rules === 'colours' && { runOnly: ['color-contrast'] }),
  };
  // Evaluated by the debugger, so that no content security policy is in the way.
  await target.evaluate(axe.source);
  const { violations } = await target.evaluate<Pick<AxeResults, 'violations'>>(
    `axe.run(document, ${JSON.stringify(options)})`,
  );
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map((node) => `${impact} ${id} ${node.target.join(' ')}: ${node.failureSummary}`),
  );
}
