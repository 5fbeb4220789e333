// The one place that knows where preact comes from: three plain scripts of the page, which put it into globals.
const { preact, preactHooks, htm } = /** @type {any} */ (globalThis);

/** Markup in a template: elements and text, never a string that becomes markup. */
export const html = htm.bind(preact.h);
export const render = /** @type {typeof import('preact').render} */ (preact.render);

/** @type {typeof import('preact/hooks')} */
export const { useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback, useErrorBoundary } = preactHooks;
