import { role } from '../core/session.js';
import { useStore } from '../core/store.js';

/** Whether the user's token may change things; until the broker has said so, not. */
export const useMayChange = () => useStore(role) === 'admin';

/** What changes something, for who may: others would only be refused. @param {{ children?: any }} props */
export const Change = ({ children }) => (useMayChange() ? children : null);
