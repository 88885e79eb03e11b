import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { listening } from '../simulator/rig.ts';

const [JS_SDK, INCONTEXT_SDK] = [
  import.meta.resolve('@veriff/js-sdk'),
  import.meta.resolve('@veriff/incontext-sdk'),
].map((url) => fileURLToPath(url));

/** What a web shop writes around Veriff's own browser SDKs; everything that it hears stands in a list. */
const WITH_SDKS = `
import { Veriff } from ${JSON.stringify(JS_SDK)};
import { createVeriffFrame } from ${JSON.stringify(INCONTEXT_SDK)};

const { host, apiKey, lang, names, embedded } = Object.fromEntries(new URLSearchParams(location.search));
const hear = (word) => {
  document.querySelector('#heard').append(Object.assign(document.createElement('li'), { innerText: word }));
};
const inPage = embedded === undefined ? {} : { embedded: true, embeddedOptions: { rootElementID: 'frame' } };
const veriff = Veriff({
  host, apiKey, parentId: 'veriff-root',
  onSession: (error, answer) => {
    if (error) return hear('error ' + error.status);
    hear(answer.verification.status);
    createVeriffFrame({
      url: answer.verification.url, lang, ...inPage,
      onEvent: hear, onReload: () => hear('onReload'),
    });
  },
});
if (names === 'hidden') veriff.setParams({ person: { givenName: ' ', lastName: ' ' }, vendorData: ' ' });
veriff.mount();
`;

/** A page that frames the flow by itself. */
const WITHOUT_SDK = `
const { url } = Object.fromEntries(new URLSearchParams(location.search));
window.addEventListener('message', ({ data }) => {
  const said = document.createElement('li');
  said.innerText = typeof data + ' ' + data;
  document.querySelector('#heard').append(said);
});
document.querySelector('#frame').append(Object.assign(document.createElement('iframe'), { id: 'veriffFrame', src: url }));
`;

const html = (title: string, script: string): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${title}</title><link rel="icon" href="data:,">
<style>iframe { width: 360px; height: 600px }</style><h1>${title}</h1><div id="veriff-root"></div><div id="frame"></div><ol id="heard"></ol>
<script src="/${script}.js"></script></html>`;

export interface Shop {
  /** The page with both SDKs. */
  withSdks(query: Readonly<Record<string, string>>): string;
  withoutSdk(sessionUrl: string): string;
}

let sdks: Promise<string> | undefined;

/** A web shop on another origin than the simulator, gone after the test. */
export async function startShop(): Promise<Shop> {
  sdks ??= bundled(WITH_SDKS);
  const files = new Map([
    ['/', html('Shop', 'sdks')],
    ['/plain', html('Plain shop', 'plain')],
    ['/sdks.js', await sdks],
    ['/plain.js', WITHOUT_SDK],
  ]);
  const server = createServer(({ url = '' }, response) => {
    const { pathname } = new URL(url, 'http://shop');
    const type = pathname.endsWith('.js') ? 'text/javascript' : 'text/html';
    response.writeHead(200, { 'content-type': type }).end(files.get(pathname));
  });
  const base = await listening(server);
  return {
    withSdks: (query) => `${base}/?${new URLSearchParams(query).toString()}`,
    withoutSdk: (url) => `${base}/plain?${new URLSearchParams({ url }).toString()}`,
  };
}

/** As a shop's own build does it: the packages are not touched. */
async function bundled(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'iife',
  });
  return outputFiles[0]?.text ?? '';
}
