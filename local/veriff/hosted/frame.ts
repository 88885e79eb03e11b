import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { escapeHtml } from '../html.ts';
import { button, screen } from './elements.ts';
import type { Spoken } from './texts.ts';

/** What differs between sessions and the script has to know: data attributes of `main`. */
export type PageData = Readonly<Record<string, string>> & {
  /** The screen to begin with. */
  readonly first: string;
};

const SCRIPT = readFileSync(new URL('page.js', import.meta.url), 'utf8');
const STYLE = readFileSync(new URL('page.css', import.meta.url), 'utf8');

/** The very script and style, and the page's own address: nothing else is loaded, and nothing leaves. */
export const CONTENT_POLICY = [
  "default-src 'none'",
  `script-src ${hashOf(SCRIPT)}`,
  `style-src ${hashOf(STYLE)}`,
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The phone around the screens. The grey bar and what hangs on it belong to the simulator. */
export function frame(
  spoken: Spoken,
  page: {
    /** Who asks. */
    readonly who: string;
    readonly data: PageData;
    readonly content: string;
    readonly menu?: string;
  },
): string {
  const { texts, code } = spoken;
  const attributes = Object.entries(page.data).map(
    ([name, value]) => `data-${name}="${escapeHtml(value)}"`,
  );
  return `<!doctype html>
<html lang="${code}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(texts.welcome)} (simulator)</title><link rel="icon" href="data:,">
<style>${STYLE}</style></head>
<body><header lang="en"><p>Simulator, nothing is verified</p>${page.menu ?? ''}</header>
<main ${attributes.join(' ')}>
<div class="top"><span class="who">${escapeHtml(page.who)}</span>${button('close', texts.close)}</div>
<div class="error" role="alert" data-testid="enduser-error" hidden><p></p>${button('reload', texts.reload)}</div>
<section data-screen-name="loading"><h1 tabindex="-1">${escapeHtml(texts.loading)}</h1></section>
${page.content}
</main>
<script>${SCRIPT}</script>
</body></html>`;
}

/** A page that says what is wrong with its address. */
export function mistakeHtml(spoken: Spoken, title: string, text: string): string {
  return frame(spoken, {
    who: '',
    data: { first: 'mistake' },
    content: screen(
      'mistake',
      title,
      `<p lang="en" data-testid="enduser-mistake">${escapeHtml(text)}</p>`,
    ),
  });
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
