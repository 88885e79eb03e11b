/** What the deployed `index.mjs` does beyond loading its bundle. The bench switches each off to see what it is worth. */
export interface Levers {
  /** The parts of the SDK that nobody needs are left out. */
  readonly stubs: boolean;
  /** V8's code cache lies beside the bundle. */
  readonly codeCache: boolean;
  /** `--expose-gc` is taken back where Lambda has given it. */
  readonly flagReset: boolean;
  /** The table and the secret are read while Lambda initialises the function. */
  readonly warmUp: boolean;
}

/** As it is deployed. */
export const ALL: Levers = { stubs: true, codeCache: true, flagReset: true, warmUp: true };

/** The name of the code cache of a bundle: it is good for one platform and one V8, those that run this. */
export function cacheName(hash: string): string {
  const [v8 = ''] = process.versions.v8.split('-');
  return `b.${hash}.${process.platform}-${process.arch}-${v8}.cache`;
}

/** The name of a bundle: content and name belong together, see the loader. */
export function bundleName(hash: string): string {
  return `b.${hash}.js`;
}

/** Around the bundle, so that the file is the very text that V8 compiles. */
export const WRAPPER = {
  banner: '(function(exports,require,module,__filename,__dirname){',
  footer: '})',
} as const;

const FLAG_RESET = `// Lambda is believed to pass it. With it V8 refuses Node's own code cache as well as ours.
if (globalThis.gc !== undefined) process.getBuiltinModule('node:v8').setFlagsFromString('--no-expose-gc');
`;

const READ_CACHE = `const { platform, arch, versions } = process;
let cachedData;
try {
  cachedData = readFileSync(\`\${folder}/b.\${hash}.\${platform}-\${arch}-\${versions.v8.split('-')[0]}.cache\`);
} catch {
  // Not made for this platform: the bundle is compiled.
}`;

const WARM_UP = `// Only there a function has a phase before its first event.
if (process.env.AWS_LAMBDA_INITIALIZATION_TYPE !== undefined) await module.exports.warmUp?.(script.cachedDataRejected === true);
`;

/**
 * The text of `index.mjs`. V8 checks the length of a source and not its content before it takes a cache, so
 * the bundle goes by its hash and the cache by the bundle's: an old cache never meets a new bundle. A cache
 * that V8 refuses, of another version for example, only costs the time that it would have saved.
 */
export function loaderText(hash: string, levers: Levers): string {
  return `${levers.flagReset ? FLAG_RESET : ''}const { readFileSync } = process.getBuiltinModule('node:fs');
const { Script } = process.getBuiltinModule('node:vm');

const folder = import.meta.dirname;
const hash = '${hash}';
const filename = \`\${folder}/b.\${hash}.js\`;
// The bundle is ASCII, and latin1 needs no decoding.
const source = readFileSync(filename, 'latin1');
${levers.codeCache ? READ_CACHE : 'const cachedData = undefined;'}
const script = new Script(source, { filename, cachedData });
const module = { exports: {} };
// A bundle requires what Node brings and nothing else: the build refuses any other.
script.runInThisContext()(module.exports, process.getBuiltinModule, module, filename, folder);
${levers.warmUp ? WARM_UP : ''}
export const { handler } = module.exports;
`;
}
