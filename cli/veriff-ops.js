#!/usr/bin/env node
// oxlint-disable-next-line import/no-unassigned-import -- it ends the program on a Node that cannot run what follows
import '../require-node.cjs';

await import('./start.ts');
