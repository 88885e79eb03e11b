import type { Share } from './run.ts';
import { carryOut } from './shares.ts';

// A process of `main.ts`: carries out the share that it is given, and tells what came of it.

const share = JSON.parse(process.argv[2] ?? '') as Share;
process.send?.(await carryOut(share));
