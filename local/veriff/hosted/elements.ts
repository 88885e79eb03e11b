import { escapeHtml } from '../html.ts';

/** A button with its test id, `enduser-<id>`. */
export function button(
  id: string,
  label: string,
  more: { readonly style?: string; readonly describedBy?: string } = {},
): string {
  const style = more.style === undefined ? '' : ` class="${more.style}"`;
  const described = more.describedBy === undefined ? '' : ` aria-describedby="${more.describedBy}"`;
  return `<button type="button" data-testid="enduser-${id}"${style}${described}>${escapeHtml(label)}</button>`;
}

/** A screen: the script shows one of them and moves the focus to its heading. */
export function screen(name: string, title: string, content: string): string {
  return `<section data-screen-name="${name}" hidden><h1 tabindex="-1">${escapeHtml(title)}</h1>
${content}</section>`;
}

/** A choice out of pairs of value and label. */
export function select(
  id: string,
  label: string,
  options: { readonly of: readonly (readonly [string, string])[]; readonly chosen: string },
): string {
  const items = options.of.map(
    ([value, text]) =>
      `<option value="${escapeHtml(value)}"${value === options.chosen ? ' selected' : ''}>${escapeHtml(text)}</option>`,
  );
  return `<label>${escapeHtml(label)}<select data-testid="enduser-${id}">${items.join('')}</select></label>`;
}
