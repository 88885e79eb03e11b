import { writeFileSync } from 'node:fs';
import { findCosts } from './costs.ts';
import { report } from './report.ts';

// `npm run cost`: what the stack costs, into docs/cost.md.

const page = report(await findCosts());
writeFileSync('docs/cost.md', page);
process.stdout.write(`${page.split('\n').slice(4, 8).join('\n')}\n\ndocs/cost.md is written\n`);
