import type { Plugin } from 'esbuild';

/** Parts of the SDK that no function needs, by the name they are imported by, and what takes their place. */
const STUBS: Readonly<Record<string, string>> = {
  // 110 KB: files, metadata services, single sign-on, token exchange. A Lambda has its keys in the environment.
  '@aws-sdk/credential-provider-node': `export const defaultProvider = () => async () => {
    throw new Error('This bundle has no credential provider chain: pass credentials to the client.');
  };`,
  // For Timestream; DynamoDB's own client only carries its setting along.
  '@aws-sdk/middleware-endpoint-discovery': `export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {};
    export const resolveEndpointDiscoveryConfig = (config) => config;`,
  // Signatures for several regions at once, which EventBridge's global endpoints want; the bus has one region.
  '@aws-sdk/signature-v4-multi-region': `import { SignatureV4 } from '@smithy/signature-v4';
    export class SignatureV4MultiRegion extends SignatureV4 {
      static sigv4aDependency() { return 'none'; }
    }`,
  // Streams of events over HTTP/2; no operation in use has one.
  '@smithy/core/event-streams': `const none = () => {
    throw new Error('This bundle has no event streams.');
  };
  export { none as EventStreamSerde, none as eventStreamSerdeProvider };`,
};

/** The clients read one field of theirs, for the user agent. */
const MANIFEST = /node_modules\/@aws-sdk\/client-[^/]+\/package\.json$/;

function versionOf(manifest: unknown): string {
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) {
    return String(manifest.version);
  }
  throw new Error('a package without a version');
}

/** Leaves out of a bundle what no function needs; a name that one of them lacks fails the build. */
export function stubs(read: (path: string) => Promise<string>): Plugin {
  return {
    name: 'stubs',
    setup(build) {
      build.onResolve({ filter: /^@(aws-sdk|smithy)\// }, ({ path }) =>
        path in STUBS ? { path, namespace: 'stub', sideEffects: false } : undefined,
      );
      build.onLoad({ filter: /./, namespace: 'stub' }, ({ path }) => ({
        contents: STUBS[path] ?? '',
        resolveDir: process.cwd(),
      }));
      build.onLoad({ filter: MANIFEST }, async ({ path }) => {
        const manifest: unknown = JSON.parse(await read(path));
        return { contents: JSON.stringify({ version: versionOf(manifest) }), loader: 'json' };
      });
    },
  };
}
