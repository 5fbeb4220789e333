/**
 * Hands a file to the user.
 * @param {string} name
 * @param {BlobPart[]} parts
 * @param {string} type
 */
export function save(name, parts, type) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(parts, { type }));
  link.download = name;
  link.click();
  // The browser takes the file over when the click has been dispatched; a moment later nobody needs the address.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** @param {string} stem */
export const stamped = stem => `${stem}-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}`;

/**
 * A table as CSV (RFC 4180). A cell that a spreadsheet would take for a formula gets an apostrophe: client identifiers are chosen by strangers.
 * @param {string[]} head
 * @param {unknown[][]} rows
 */
export function csv(head, rows) {
  return [head, ...rows].map(row => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

/** @param {unknown} value */
function cell(value) {
  let text = String(value ?? '');
  if (typeof value === 'string' && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
