const strict = new TextDecoder('utf-8', { fatal: true });

/** @param {string} text Base64. @returns {Uint8Array} */
export function fromBase64(text) {
  const binary = atob(text);
  return Uint8Array.from(binary, c => c.charCodeAt(0));
}

/** @param {Uint8Array} data */
export function toBase64(data) {
  let binary = '';
  for (let at = 0; at < data.length; at += 8192) binary += String.fromCharCode(...data.subarray(at, at + 8192));
  return btoa(binary);
}

/** The text, or null when it is not UTF-8. @param {Uint8Array} data @returns {string | null} */
export function utf8(data) {
  try {
    return strict.decode(data);
  } catch {
    return null;
  }
}

/** @param {string} text */
export const encode = text => new TextEncoder().encode(text);

/** As `hexdump -C` shows it, 16 bytes a line. @param {Uint8Array} data @param {number} limit */
export function hex(data, limit) {
  const lines = [];
  for (let at = 0; at < Math.min(data.length, limit); at += 16) {
    const line = data.subarray(at, Math.min(at + 16, limit));
    const digits = [...line].map(b => b.toString(16).padStart(2, '0')).join(' ');
    const letters = [...line].map(b => (b >= 32 && b < 127 ? String.fromCharCode(b) : '.')).join('');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${digits.padEnd(47)}  ${letters}`);
  }
  return lines.join('\n');
}

/** Indented, or null when it is no JSON. @param {string | null} text @returns {string | null} */
export function json(text) {
  if (text === null || !/^\s*[[{"\d-]|^\s*(?:true|false|null)\s*$/.test(text)) return null;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return null;
  }
}
