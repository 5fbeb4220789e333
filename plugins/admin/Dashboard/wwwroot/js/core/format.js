import { language } from './i18n.js';

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/** @param {Intl.NumberFormatOptions} [options] */
function numbers(options) {
  const key = language.get() + JSON.stringify(options);
  let format = formats.get(key);
  if (!format) formats.set(key, format = new Intl.NumberFormat(language.get(), options));
  return format;
}

/** A whole number with separators. @param {unknown} value */
export function count(value) {
  return value === null || value === undefined || value === '' ? '–' : numbers().format(Number(value));
}

/** A number for cards and axes: 12.3K. @param {unknown} value */
export function compact(value) {
  const number = Number(value ?? 0);
  if (Math.abs(number) < 10_000) return numbers({ maximumFractionDigits: Math.abs(number) < 10 ? 1 : 0 }).format(number);
  // Not the language's own units: engineers read 12K in Chinese too, and 1.2万 fits no axis.
  const units = ['', 'K', 'M', 'G', 'T'];
  let scaled = number;
  let unit = 0;
  for (; Math.abs(scaled) >= 999.5 && unit < 4; unit++) scaled /= 1000;
  return numbers({ maximumFractionDigits: Math.abs(scaled) < 100 ? 1 : 0 }).format(scaled) + units[unit];
}

/** Bytes, in steps of 1024. @param {unknown} value */
export function bytes(value) {
  if (value === null || value === undefined) return '–';
  let scaled = Number(value);
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  for (; Math.abs(scaled) >= 1023.5 && unit < 4; unit++) scaled /= 1024;
  return `${numbers({ maximumFractionDigits: unit === 0 || Math.abs(scaled) >= 100 ? 0 : 1 }).format(scaled)} ${units[unit]}`;
}

/** A length of time: 3d 4h, 5m 10s, 12s, 80ms. @param {unknown} seconds */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return '–';
  const whole = Number(seconds);
  if (whole > 0 && whole < 1) return whole < 0.001 ? `${numbers({ maximumFractionDigits: whole < 1e-5 ? 1 : 0 }).format(whole * 1e6)}µs` : `${numbers({ maximumFractionDigits: 1 }).format(whole * 1000)}ms`;
  const parts = [[Math.floor(whole / 86_400), 'd'], [Math.floor(whole / 3600) % 24, 'h'], [Math.floor(whole / 60) % 60, 'm'], [Math.floor(whole) % 60, 's']];
  const first = parts.findIndex(([n]) => Number(n) > 0);
  if (first < 0) return '0s';
  return parts.slice(first, first + 2).filter(([n], i) => i === 0 || Number(n) > 0).map(([n, u]) => `${n}${u}`).join(' ');
}

/** A moment; the day is left out when it is today. @param {string | number | Date | null | undefined} moment */
export function time(moment) {
  if (moment === null || moment === undefined || moment === '') return '–';
  const date = new Date(moment);
  if (Number.isNaN(date.getTime()) || date.getTime() <= 0) return '–';
  const clock = clockOf(date);
  return date.toDateString() === new Date().toDateString() ? clock : `${day(date)} ${clock}`;
}

/** A moment in full, for titles and exports. @param {string | number | Date} moment */
export function fullTime(moment) {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? '' : `${day(date)} ${clockOf(date)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** @param {string | number | Date | null | undefined} moment */
export function ago(moment) {
  return moment ? Math.max(0, (Date.now() - new Date(moment).getTime()) / 1000) : null;
}

/** @param {Date} date */
const day = date => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
/** @param {Date} date */
const clockOf = date => `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
/** @param {number} n */
const two = n => String(n).padStart(2, '0');
