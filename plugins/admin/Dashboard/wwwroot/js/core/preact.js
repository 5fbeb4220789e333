// The one place that knows where preact comes from.
export {
  html, render, h, createContext, useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback, useContext, useErrorBoundary,
} from '../../vendor/htm-preact.js';
