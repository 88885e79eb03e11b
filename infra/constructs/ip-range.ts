import { isIP } from 'node:net';

/** An address, a slash and a prefix length without leading zeros. */
const RANGE = /^([\d.:a-f]+)\/(0|[1-9]\d{0,2})$/i;

/** The longest prefix of each version: one address. */
function longestPrefix(version: number): number {
  return version === 4 ? 32 : 128;
}

/**
 * What is wrong with an address range in CIDR notation, IPv4 or IPv6, or nothing: `is no IPv4 range …`. A range of
 * everybody (`/0`) is a mistake too: it is said by giving no ranges.
 */
export function ipRangeMistake(text: string): string | undefined {
  const alone = isIP(text);
  if (alone !== 0) return `has no prefix length; one address is ${text}/${longestPrefix(alone)}`;
  const [, address = '', prefix = ''] = RANGE.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0) return 'is no address range such as 192.0.2.0/24 or 2001:db8::/32';
  const longest = longestPrefix(version);
  if (Number(prefix) > longest) return `is no IPv${version} range (prefix length 1-${longest})`;
  if (Number(prefix) === 0) return 'is everybody; leave the ranges out to let everybody in';
  return undefined;
}

/** Whether a range is one of IPv6. */
export function isIpv6Range(text: string): boolean {
  return text.includes(':');
}
