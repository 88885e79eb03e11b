import { carriedOut, type Share } from './shares.ts';

// A process of `main.ts`: does the share that it is given, and tells what came of it.

// A stack is dear and nobody reads it: most errors here are meant.
Error.stackTraceLimit = 0;
const share = JSON.parse(process.argv[2] ?? '') as Share;
process.send?.(await carriedOut(share));
