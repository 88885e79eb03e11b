import { escapeHtml } from '../html.ts';

/** Nothing is captured: these stand for the pictures. */
const SHAPES = {
  front:
    '<rect x="6" y="6" width="148" height="88" rx="9"/><circle cx="40" cy="40" r="11"/><path d="M20 72c2-22 38-22 40 0zM76 30h62M76 44h48M76 58h58M76 72h32"/>',
  back: '<rect x="6" y="6" width="148" height="88" rx="9"/><path d="M6 24h148M6 36h148M20 52h60M20 64h120M20 73h120M20 82h120"/>',
  face: '<path class="frame" d="M80 4c24 0 38 18 38 42s-16 50-38 50-38-26-38-50S56 4 80 4z"/><path d="M66 40v4M94 40v4M80 46v14h-5M68 72c6 7 18 7 24 0"/>',
  tick: '<circle class="frame" cx="80" cy="50" r="40"/><path d="M60 51l14 15 28-32"/>',
} as const;

/** For those who see it; the text beside it says the same. */
export function tick(): string {
  return `<svg class="tick" viewBox="0 0 160 100" aria-hidden="true">${SHAPES.tick}</svg>`;
}

/** A drawing with a caption, which is also its name for those who do not see it. */
export function drawing(shape: keyof typeof SHAPES, caption: string): string {
  const name = escapeHtml(caption);
  return `<figure data-picture="${shape}"><svg viewBox="0 0 160 100" role="img" aria-label="${name}">${SHAPES[shape]}</svg><figcaption aria-hidden="true">${name}</figcaption></figure>`;
}
